"""The passes, one file each; `causalvq.compiler.pipeline` lists them in order."""
