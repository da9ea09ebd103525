"""Commands that ask a trained run for images, actions, codes and effects."""
