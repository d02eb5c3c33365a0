"""`python -m assistant`."""

from assistant.cli import main

if __name__ == "__main__":  # a batch starts processes that import this module
    main()
