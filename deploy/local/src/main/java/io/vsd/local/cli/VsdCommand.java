package io.vsd.local.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The top of the command line; prints the usage when no command is given. */
@Command(
    name = "./vsd",
    description = "Lossless speculative decoding that learns from its own traffic.",
    mixinStandardHelpOptions = true,
    subcommands = CommandLine.HelpCommand.class)
final class VsdCommand {}
