package dev.nightshift.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program. */
@Command(
    name = "nightshift",
    description = "Trains and evaluates language models on Apache Spark, every night, from Java.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      JobCommand.class,
      JobsCommand.class,
      ScheduleCommand.class,
      ReportCommand.class,
      GenerateCommand.class,
      ScoreCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      DigestCommand.class,
      PlanCommand.class,
      BenchCommand.class,
      DoctorCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 done, 1 the work failed, 2 the request was wrong, 3 a quality gate refused.",
      "Start with: ./nightshift demo"
    })
public final class Main {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  private boolean version;

  Main() {}

  /** Runs a command line and ends the process with its exit code. */
  public static void main(String[] args) {
    ProcessEnd end = new ProcessEnd();
    if (Boolean.getBoolean("SPARK_SUBMIT")) {
      // The process is Spark's, and Spark ends it.
      int code = run(Surroundings.ofProcess(end), args);
      System.out.flush();
      System.err.flush();
      System.exit(code);
    }
    end.install();
    end.exit(run(Surroundings.ofProcess(end), args));
  }

  /** Runs a command line in this process. */
  static int run(Surroundings surroundings, String... args) {
    CommandLine commands = new CommandLine(new Main(), new CommandFactory(surroundings));
    return new Execution(commands, surroundings).run(args);
  }
}
