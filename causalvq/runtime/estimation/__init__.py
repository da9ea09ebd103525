"""What follows training by gradients: codes of all images, mechanisms, pictures."""
