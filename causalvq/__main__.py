"""`python -m causalvq` is the command `causalvq`."""

from causalvq.cli.main import main

if __name__ == "__main__":
    main()
