package dev.nightshift.eval.code;

import dev.nightshift.eval.metric.ItemMetric;
import dev.nightshift.eval.metric.ItemOutcome;
import dev.nightshift.eval.metric.ItemScore;
import dev.nightshift.eval.request.RequestKind;
import dev.nightshift.eval.sandbox.Isolation;
import dev.nightshift.eval.sandbox.Sandbox;
import dev.nightshift.eval.sandbox.SandboxLimits;
import dev.nightshift.eval.yaml.YamlMap;
import dev.nightshift.schema.error.WorkException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * {@code resolved}: 1 where the patch of a response resolves the issue ({@link PatchCheck}); 0
 * where it does not, does not apply, or there is none.
 *
 * @param checkouts folder of the repositories
 * @param commands repository to the command that runs its tests; {@code default} for all others
 * @param readable folders that the commands need
 * @param isolation of the sandbox
 * @param limits of a check
 */
record ResolvedMetric(
    String checkouts,
    Map<String, String> commands,
    List<Path> readable,
    Isolation isolation,
    SandboxLimits limits)
    implements ItemMetric {

  static final String NAME = "resolved";

  private static final String DEFAULT = "default";
  private static final long GIB = 1L << 30;

  static ItemMetric of(String name, YamlMap settings) {
    String checkouts = settings.text("checkouts").orElse("");
    Map<String, String> commands = settings.map("commands").map(YamlMap::allTexts).orElse(Map.of());
    List<Path> readable = settings.texts("readable").stream().map(Path::of).toList();
    Isolation isolation = PassAtKMetric.isolation(settings);
    long seconds = settings.integer("seconds", 900, 1);
    long memory = settings.integer("memory_mib", 4096, 64);
    SandboxLimits limits =
        new SandboxLimits(
            Duration.ofSeconds(2 * seconds),
            Duration.ofSeconds(seconds),
            memory << 20,
            256,
            16 << 20,
            GIB,
            2 * GIB);
    return new ResolvedMetric(checkouts, commands, readable, isolation, limits);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ItemMetric inSandbox(Isolation other) {
    return new ResolvedMetric(checkouts, commands, readable, other, limits);
  }

  @Override
  public Set<RequestKind> kinds() {
    return Set.of(RequestKind.GENERATE_UNTIL);
  }

  @Override
  public List<ItemScore> score(ItemOutcome outcome, List<String> answers) {
    if (checkouts.isEmpty()) {
      throw new WorkException(
          "no folder of checkouts is named",
          "metric " + NAME + " of task " + outcome.task(),
          "Write a task file that includes this one and sets checkouts and commands of the metric.");
    }
    String repository = field(outcome, "repo");
    String command =
        Optional.ofNullable(commands.get(repository))
            .or(() -> Optional.ofNullable(commands.get(DEFAULT)))
            .orElseThrow(
                () ->
                    new WorkException(
                        "there is no command for the tests of " + repository,
                        "metric " + NAME + " of task " + outcome.task(),
                        "Name it, or one for '" + DEFAULT + "', under commands."));
    PatchCheck.Issue issue =
        new PatchCheck.Issue(
            repository,
            field(outcome, "base_commit"),
            field(outcome, "test_patch"),
            names(outcome, "FAIL_TO_PASS"),
            names(outcome, "PASS_TO_PASS"));
    Optional<String> patch = PatchText.in(answers.isEmpty() ? "" : answers.get(0));
    boolean resolved =
        patch.isPresent()
            && new PatchCheck(new Repositories(Path.of(checkouts)), Sandbox.open(isolation), limits)
                    .check(issue, patch.get(), command, readable)
                == PatchCheck.Verdict.RESOLVED;
    return List.of(ItemScore.of(NAME, resolved));
  }

  private static String field(ItemOutcome outcome, String name) {
    return Objects.toString(outcome.fields().get(name), "");
  }

  private static List<String> names(ItemOutcome outcome, String name) {
    return outcome.fields().get(name) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }
}
