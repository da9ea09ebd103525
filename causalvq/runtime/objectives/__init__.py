"""What is learned by gradients."""
