"""How people keep their own images: one file a layout; headers and labels are read when opened, images when asked."""
