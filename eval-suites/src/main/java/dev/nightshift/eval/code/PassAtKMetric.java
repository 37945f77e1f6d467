package dev.nightshift.eval.code;

import dev.nightshift.eval.metric.ItemMetric;
import dev.nightshift.eval.metric.ItemOutcome;
import dev.nightshift.eval.metric.ItemScore;
import dev.nightshift.eval.request.RequestKind;
import dev.nightshift.eval.sandbox.Isolation;
import dev.nightshift.eval.sandbox.SandboxLimits;
import dev.nightshift.eval.sandbox.SandboxResult;
import dev.nightshift.eval.stats.PassAtK;
import dev.nightshift.eval.yaml.YamlMap;
import dev.nightshift.schema.error.Nearest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * pass@k: the chance that one of k programs passes the tests, from all that were drawn ({@link
 * PassAtK}).
 *
 * <p>A program is what the field {@code before} holds (nothing, where none is named), the part of
 * the response that the form tells, a line end, and the task's target: the tests. Programs of an
 * item run side by side in the sandbox. Their time is measured on processors and not on the clock,
 * so that a loaded machine gives the same score; the clock stops them after four times as long.
 */
final class PassAtKMetric implements ItemMetric {

  private static final int CLOCK_FACTOR = 4;

  private final String name;
  private final List<Integer> ks;
  private final ProgramForm form;
  private final String before;
  private final Isolation isolation;
  private final SandboxLimits limits;
  private volatile @Nullable ProgramRunner runner;

  private PassAtKMetric(
      String name,
      List<Integer> ks,
      ProgramForm form,
      String before,
      Isolation isolation,
      SandboxLimits limits) {
    this.name = name;
    this.ks = List.copyOf(ks);
    this.form = form;
    this.before = before;
    this.isolation = isolation;
    this.limits = limits;
  }

  static ItemMetric of(String name, YamlMap settings) {
    List<Integer> ks = new ArrayList<>();
    for (String k : settings.texts("k")) {
      if (k.matches("[1-9][0-9]{0,3}")) {
        ks.add(Integer.parseInt(k));
      } else {
        settings.fault("k", "'" + k + "' is not a whole number from 1 to 9999", "");
      }
    }
    String form = settings.text("program").orElse(ProgramForm.WHOLE.label());
    if (ProgramForm.find(form).isEmpty()) {
      settings.fault(
          "program",
          "'" + form + "' is no form of a program",
          Nearest.remedy(form, "forms", ProgramForm.labels()));
    }
    String before = settings.text("before").orElse("");
    Isolation isolation = isolation(settings);
    SandboxLimits limits =
        limits(settings.integer("seconds", 5, 1), settings.integer("memory_mib", 512, 32));
    return new PassAtKMetric(
        name,
        ks.isEmpty() ? List.of(1) : ks,
        ProgramForm.find(form).orElse(ProgramForm.WHOLE),
        before,
        isolation,
        limits);
  }

  static SandboxLimits limits(long seconds, long mebibytes) {
    SandboxLimits base = SandboxLimits.DEFAULT;
    return new SandboxLimits(
        Duration.ofSeconds(CLOCK_FACTOR * seconds),
        Duration.ofSeconds(seconds),
        mebibytes << 20,
        base.processes(),
        base.outputBytes(),
        base.fileBytes(),
        base.diskBytes());
  }

  static Isolation isolation(YamlMap settings) {
    String given = settings.text("sandbox").orElse(Isolation.STRICT.label());
    Optional<Isolation> isolation = Isolation.find(given);
    if (isolation.isEmpty()) {
      settings.fault(
          "sandbox",
          "'" + given + "' is no sandbox",
          Nearest.remedy(given, "sandboxes", Isolation.labels()));
    }
    return isolation.orElse(Isolation.STRICT);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ItemMetric inSandbox(Isolation other) {
    return new PassAtKMetric(name, ks, form, before, other, limits);
  }

  @Override
  public List<String> scoreNames() {
    return name.equals(CodeMetrics.PASS_AT_1)
        ? List.of(name)
        : ks.stream().map(k -> "pass@" + k).toList();
  }

  @Override
  public Set<RequestKind> kinds() {
    return Set.of(RequestKind.GENERATE_UNTIL);
  }

  @Override
  public boolean runsPrograms() {
    return true;
  }

  @Override
  public List<ItemScore> score(ItemOutcome outcome, List<String> answers) {
    String start = before.isEmpty() ? "" : Objects.toString(outcome.fields().get(before), "");
    List<String> programs =
        answers.stream()
            .map(answer -> start + form.in(answer) + "\n" + outcome.target().text())
            .toList();
    int passed = (int) runner().runAll(programs).stream().filter(SandboxResult::passed).count();
    List<ItemScore> scores = new ArrayList<>();
    for (int i = 0; i < ks.size(); i++) {
      // Fewer answers than k tell nothing about k.
      scores.add(
          ItemScore.of(
              scoreNames().get(i),
              answers.size() < ks.get(i)
                  ? Double.NaN
                  : PassAtK.estimate(answers.size(), passed, ks.get(i))));
    }
    return scores;
  }

  /** Opened at its first use, which may be on another machine than the reading of the task. */
  private ProgramRunner runner() {
    ProgramRunner open = runner;
    if (open == null) {
      synchronized (this) {
        open = runner;
        if (open == null) {
          open = ProgramRunner.open(isolation, limits, "metric " + name);
          runner = open;
        }
      }
    }
    return open;
  }
}
