package dev.caravan.cli;

import dev.caravan.config.Nearest;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Answers a command line that cannot be understood: what is wrong, what was probably meant, where
 * the help is.
 */
public final class UsageErrors implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(error.getMessage());
    if (!nearestOption(error, command, err)) {
      UnmatchedArgumentException.printSuggestions(error, err);
    }
    err.println("Help: caravan " + helpPath(command) + "--help");
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static boolean nearestOption(
      ParameterException error, CommandLine command, PrintWriter err) {
    if (!(error instanceof UnmatchedArgumentException unmatched)) {
      return false;
    }
    List<String> known = List.copyOf(command.getCommandSpec().optionsMap().keySet());
    Optional<String> meant =
        unmatched.getUnmatched().stream()
            .filter(argument -> argument.startsWith("-"))
            .map(argument -> argument.split("=", 2)[0])
            .flatMap(typed -> Nearest.to(typed, known).stream())
            .findFirst();
    meant.ifPresent(name -> err.println("Did you mean " + name + "?"));
    return meant.isPresent();
  }

  private static String helpPath(CommandLine command) {
    return command.getParent() == null ? "" : command.getCommandName() + " ";
  }
}
