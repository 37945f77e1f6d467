package dev.nightshift.cli;

import dev.nightshift.pipelines.plan.JobCatalog;
import dev.nightshift.pipelines.plan.MissingInputs;
import dev.nightshift.pipelines.secret.SecretReferences;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.Listing;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.runtime.job.RunRequest;
import dev.nightshift.schema.error.ExitCode;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.Nearest;
import dev.nightshift.schema.error.RequestException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code job NAME --option value …}: the options are those that the job declares. */
@Command(
    name = "job",
    description = "Run one job.",
    footer = {
      "",
      "'./nightshift jobs' lists the jobs; './nightshift job NAME --help' explains one.",
      "Example: ./nightshift job ingest --input notes.jsonl --table documents"
    })
final class JobCommand implements Callable<Integer> {

  static final String LIST = "--list";

  private final Surroundings surroundings;

  // All that follows the name is the job's: see Execution.
  @Parameters(arity = "0..*", paramLabel = "NAME [--OPTION VALUE ...]", description = "The job.")
  private List<String> words = new ArrayList<>();

  JobCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    JobCatalog jobs = new Jobs();
    if (words.isEmpty()) {
      throw new RequestException(
          "no job was named", "command line", "'./nightshift jobs' lists them.");
    }
    String name = words.get(0);
    Job job =
        jobs.find(name)
            .orElseThrow(
                () ->
                    new RequestException(
                        "there is no job '" + name + "'",
                        "command line",
                        Nearest.remedy(name, "jobs", jobs.names())));
    List<String> rest = words.subList(1, words.size());
    if (rest.contains("--help") || rest.contains("-h")) {
      JobHelp.lines(job).forEach(surroundings.out()::println);
      return ExitCode.DONE.code();
    }
    if (rest.contains(LIST) && job instanceof Listing listing) {
      return list(job, listing, rest).code();
    }
    return run(job, rest).code();
  }

  private ExitCode list(Job job, Listing listing, List<String> rest) {
    Faults faults = new Faults();
    List<String> options = rest.stream().filter(word -> !word.equals(LIST)).toList();
    JobLine line = JobLine.parse(job, options, faults);
    faults.throwIfAny();
    listing.list(line.job()).forEach(surroundings.out()::println);
    return ExitCode.DONE;
  }

  private ExitCode run(Job job, List<String> rest) {
    Faults faults = new Faults();
    JobLine line = JobLine.parse(job, rest, faults);
    JobArguments arguments = JobArguments.check(job, line.job(), "command line", faults);
    if (faults.isEmpty()) {
      job.check(arguments, faults);
    }
    MissingInputs.check(job, line.job(), "command line", faults);
    SecretReferences secrets = new SecretReferences(surroundings.environment());
    LogFile.hide(secrets);
    line.job().values().forEach(v -> secrets.fault(v).ifPresent(faults::add));
    String seed = line.general().getOrDefault("seed", arguments.find("seed").orElse("0"));
    if (!seed.matches("-?[0-9]{1,18}")) {
      faults.add("seed is '" + seed + "'", "command line", "Give a whole number.");
    }
    Map<String, String> conf = conf(line.general().getOrDefault("conf", ""), faults);
    faults.throwIfAny();
    String lake = line.general().getOrDefault("lake", "lake");
    LogFile.start(surroundings, Path.of(lake, "logs"));
    Optional<String> master = Optional.ofNullable(line.general().get("master"));
    boolean force = Boolean.parseBoolean(line.general().get("force"));
    try (Workbench bench = Workbench.open(surroundings, lake, master, conf)) {
      RunRequest request = new RunRequest(Long.parseLong(seed), null, null, null, force);
      RunReport report =
          bench.runner(secrets).run(job, arguments.withSecrets(secrets::resolve), request);
      print(report);
    }
    return ExitCode.DONE;
  }

  private static Map<String, String> conf(String text, Faults faults) {
    Map<String, String> conf = new LinkedHashMap<>();
    for (String setting : text.isEmpty() ? new String[0] : text.split(",(?=[a-z.]+=)")) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        faults.add("'" + setting + "' is no setting", "--conf", "Write --conf KEY=VALUE.");
      } else {
        conf.put(setting.substring(0, equals), setting.substring(equals + 1));
      }
    }
    return conf;
  }

  private void print(RunReport report) {
    PrintStream out = surroundings.out();
    out.println(
        "run "
            + report.runId()
            + " "
            + switch (report.status()) {
              case COMMITTED -> "committed";
              case UNCHANGED -> "unchanged, skipped";
            });
    report.outcome().counts().forEach((name, n) -> out.printf("  %s: %,d%n", name, n));
    report.outcome().values().forEach((name, v) -> out.printf("  %s: %s%n", name, v));
    report.outputs().forEach((table, v) -> out.printf("  table:%s@%d%n", table, v));
    report.outcome().artifacts().forEach((name, path) -> out.printf("  %s: %s%n", name, path));
  }
}
