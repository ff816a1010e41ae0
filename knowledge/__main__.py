"""`python -m knowledge`."""

from knowledge.cli.main import main

if __name__ == "__main__":
    main()
