"""The specs that `causalvq init --template` starts from."""
