"""What an editor may ask: one file a capability, each a pure function of what is known of a text."""
