package io.quern.cli;

import io.quern.cli.outcome.ExitCode;
import io.quern.cli.outcome.MisuseException;
import io.quern.client.JobFailedException;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns what a command throws into lines on standard error and an exit code.
///
/// The first line says it all: the command, then the message. A stack trace comes only with `--verbose`.
final class CommandErrors implements IParameterExceptionHandler, IExecutionExceptionHandler {
    @Override
    public int handleParseException(ParameterException thrown, String[] arguments) {
        CommandLine command = thrown.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(firstLine(command, thrown));
        UnmatchedArgumentException.printSuggestions(thrown, err);
        err.println("'" + command.getCommandSpec().qualifiedName() + " --help' shows what it takes.");
        return ExitCode.MISUSE;
    }

    @Override
    public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        err.println(firstLine(command, thrown));
        if (QuernCommand.of(command).isVerbose()) {
            thrown.printStackTrace(err);
        } else if (!isMisuse(thrown)) {
            err.println("--verbose shows where it happened.");
        }
        return isMisuse(thrown) ? ExitCode.MISUSE : ExitCode.FAILED;
    }

    /// A job that failed is no misuse; what is wrong with the program's input before a job runs is.
    private static boolean isMisuse(Exception thrown) {
        return switch (thrown) {
            case MisuseException _ -> true;
            case JobFailedException _ -> false;
            case QuernException known -> known.code() == ErrorCode.USER;
            default -> false;
        };
    }

    /// Returns `command: message` in one line; an exception without a message is named by its class.
    private static String firstLine(CommandLine command, Exception thrown) {
        String message = thrown.getMessage();
        String said = message == null || message.isBlank() ? thrown.getClass().getName() : message.strip();
        return command.getCommandSpec().qualifiedName() + ": " + said;
    }
}
