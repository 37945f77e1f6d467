package dev.nightshift.eval.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.eval.metric.ItemMetric;
import dev.nightshift.eval.metric.ItemOutcome;
import dev.nightshift.eval.metric.ItemScore;
import dev.nightshift.eval.metric.ItemTarget;
import dev.nightshift.eval.sandbox.Isolation;
import dev.nightshift.eval.sandbox.SideBySide;
import dev.nightshift.eval.sandbox.TestSandbox;
import dev.nightshift.eval.yaml.YamlFile;
import dev.nightshift.eval.yaml.YamlMap;
import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.WorkException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PassAtKMetricTest {

  private static ItemMetric metric(String yaml, Faults faults) {
    YamlMap settings = YamlFile.parse("test.yaml", yaml, faults).orElseThrow();
    return PassAtKMetric.of("pass_at_k", settings);
  }

  /** Two of three programs pass: pass@1 = 2/3, pass@2 = 1, pass@5 cannot be told. */
  @Test
  void programsGoOnWithThePromptAndAreCounted() {
    TestSandbox.requirePython();
    ItemMetric metric = metric("{k: [1, 2, 5], before: prompt, seconds: 10}", new Faults());
    ItemOutcome outcome =
        new ItemOutcome(
            "task",
            0,
            "id",
            Map.of("prompt", "def double(n):\n"),
            ItemTarget.of("assert double(2) == 4\nassert double(3) == 6"),
            List.of(),
            null,
            List.of());
    List<ItemScore> scores =
        metric.score(
            outcome, List.of("    return n * 2\n", "    return n + 2\n", "    return n + n"));
    assertThat(scores).extracting(ItemScore::name).containsExactly("pass@1", "pass@2", "pass@5");
    assertThat(scores.get(0).value()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(scores.get(1).value()).isEqualTo(1);
    assertThat(scores.get(2).value()).isNaN();
  }

  @Test
  void theSandboxOfATaskCanBeChanged() {
    TestSandbox.requirePython();
    ItemMetric strict = metric("{k: [1], seconds: 10}", new Faults());
    ItemOutcome outcome =
        new ItemOutcome(
            "task",
            0,
            "id",
            Map.of(),
            // A home of its own is what only the strict sandbox gives.
            ItemTarget.of("import os\nassert os.environ['HOME'] == '/work'"),
            List.of(),
            null,
            List.of());
    assertThat(strict.score(outcome, List.of("")).get(0).value()).isEqualTo(1);
    ItemMetric weak = strict.inSandbox(Isolation.WEAK);
    assertThat(weak.score(outcome, List.of("")).get(0).value()).isZero();
    assertThat(weak.scoreNames()).isEqualTo(strict.scoreNames());
  }

  @Test
  void programsAreFoundInResponses() {
    assertThat(ProgramForm.WHOLE.in("a\n```")).isEqualTo("a\n```");
    assertThat(ProgramForm.UNTIL_FENCE.in("    return 1\n```\nDone.")).isEqualTo("    return 1\n");
    assertThat(ProgramForm.OPENED_FENCE.in("python\nx = 1\n```\nDone.")).isEqualTo("x = 1");
    assertThat(ProgramForm.OPENED_FENCE.in("\nx = 1\n```")).isEqualTo("x = 1");
    assertThat(ProgramForm.OPENED_FENCE.in("x = 1")).isEmpty();
    assertThat(ProgramForm.LAST_FENCE.in("So:\n```python\nx = 1\n```\n")).isEqualTo("x = 1\n");
  }

  @Test
  void allFaultsOfTheSettingsAreTold() {
    Faults faults = new Faults();
    metric("{k: [0, x], program: fenced, sandbox: none, seconds: 0}", faults);
    assertThat(faults.list())
        .extracting(Fault::line)
        .satisfiesExactly(
            line -> assertThat(line).contains("k: '0' is not a whole number from 1"),
            line -> assertThat(line).contains("k: 'x' is not a whole number"),
            line -> assertThat(line).contains("'fenced' is no form of a program"),
            line -> assertThat(line).contains("'none' is no sandbox"),
            line -> assertThat(line).contains("'0' is not a whole number of at least 1"));
  }

  /** Items on eight threads: programs wait for a processor, and each counts for its own item. */
  @Test
  void itemsAreScoredSideBySide() {
    TestSandbox.requirePython();
    ItemMetric metric = metric("{k: [1], seconds: 10}", new Faults());
    assertThat(metric.runsPrograms()).isTrue();
    List<Integer> items = IntStream.range(0, 8).boxed().toList();
    List<Double> scores =
        SideBySide.map(
            items,
            8,
            item ->
                metric
                    .score(
                        new ItemOutcome(
                            "task",
                            item,
                            "id" + item,
                            Map.of(),
                            ItemTarget.of("assert n % 3 == 0"),
                            List.of(),
                            null,
                            List.of()),
                        List.of("n = " + item))
                    .get(0)
                    .value());
    assertThat(scores).containsExactly(1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0);
    assertThatThrownBy(
            () ->
                SideBySide.map(
                    items,
                    2,
                    item -> {
                      throw new WorkException("item " + item, "there", "");
                    }))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("item 0");
  }
}
