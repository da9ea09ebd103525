"""Sources of images and factors, and the pairs made from them. numpy only: imports no torch."""
