"""How codes or vectors relate to the factors that made the images."""
