package dev.nightshift.cli;

import dev.nightshift.schema.error.ExitCode;
import dev.nightshift.schema.error.Nearest;
import dev.nightshift.schema.error.NightshiftException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Parses a command line, lists all its faults at once, runs it, and turns errors into lines. */
final class Execution {

  private final CommandLine commands;
  private final Surroundings surroundings;

  Execution(CommandLine commands, Surroundings surroundings) {
    this.commands = commands;
    this.surroundings = surroundings;
    collectErrors(commands);
  }

  private static void collectErrors(CommandLine command) {
    command.getCommandSpec().parser().collectErrors(true);
    if (command.getCommand() instanceof JobCommand) {
      // The options of a job are not picocli's to judge.
      command.setStopAtPositional(true);
    }
    command.getSubcommands().values().forEach(Execution::collectErrors);
  }

  int run(String... args) {
    ErrorLines errors = new ErrorLines(surroundings);
    try {
      ParseResult parsed = commands.parseArgs(args);
      CommandLine last = last(parsed);
      if (last.isUsageHelpRequested() || last.isVersionHelpRequested()) {
        commands.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
        Integer code = CommandLine.executeHelpRequest(parsed);
        return code == null ? ExitCode.DONE.code() : code;
      }
      List<String> faults = faults(parsed, last);
      if (!faults.isEmpty()) {
        return errors.badCommandLine(faults, last);
      }
      Object command = last.getCommand();
      if (command instanceof Callable<?> callable) {
        return callable.call() instanceof Integer code ? code : ExitCode.DONE.code();
      }
      last.usage(surroundings.err());
      return ExitCode.BAD_REQUEST.code();
    } catch (ParameterException e) {
      return errors.badCommandLine(List.of(String.valueOf(e.getMessage())), e.getCommandLine());
    } catch (NightshiftException e) {
      return errors.known(e);
    } catch (Exception e) {
      return errors.unexpected(e);
    } catch (OutOfMemoryError | LinkageError e) {
      return errors.unexpected(e);
    }
  }

  private static CommandLine last(ParseResult parsed) {
    List<CommandLine> chain = parsed.asCommandLineList();
    return chain.get(chain.size() - 1);
  }

  private static List<String> faults(ParseResult parsed, CommandLine last) {
    List<String> faults = new ArrayList<>();
    for (CommandLine command : parsed.asCommandLineList()) {
      for (Exception e : command.getParseResult().errors()) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched) {
          message += suggestion(unmatched, last);
        }
        if (!faults.contains(message)) {
          faults.add(message);
        }
      }
    }
    return faults;
  }

  private static String suggestion(UnmatchedArgumentException e, CommandLine command) {
    String word = e.getUnmatched().isEmpty() ? "" : e.getUnmatched().get(0);
    List<String> known =
        word.startsWith("-")
            ? List.copyOf(command.getCommandSpec().optionsMap().keySet())
            : List.copyOf(command.getSubcommands().keySet());
    return Nearest.to(word, known).map(n -> ". Did you mean '" + n + "'?").orElse("");
  }
}
