package dev.nightshift.pipelines.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.pipelines.secret.SecretReferences;
import dev.nightshift.pipelines.spec.Layers;
import dev.nightshift.pipelines.spec.PipelineSpec;
import dev.nightshift.pipelines.spec.SpecParser;
import dev.nightshift.pipelines.testing.FakeJob;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlannerTest {

  private static final JobCatalog JOBS =
      FakeJob.catalog(
          FakeJob.of(
              "ingest",
              JobOption.required("input", OptionKind.INPUT, "What to read."),
              JobOption.required("table", OptionKind.OUTPUT_TABLE, "The table to write.")),
          FakeJob.of(
              "pretrain",
              JobOption.required("data", OptionKind.INPUT, "What to train on."),
              JobOption.of("steps", OptionKind.INTEGER, "100", "Steps."),
              JobOption.of("learning-rate", OptionKind.NUMBER, "1e-3", "Rate."),
              JobOption.required("output", OptionKind.OUTPUT_PATH, "The model's folder.")),
          FakeJob.of("say", JobOption.optional("text", OptionKind.TEXT, "What to say."))
              .checking(
                  (arguments, faults) -> {
                    if (arguments.find("text").orElse("").equals("nothing")) {
                      faults.add("--text says nothing", "", "Say something.");
                    }
                  }));

  private final Faults faults = new Faults();

  private PipelinePlan plan(String yaml, List<String> sets, Map<String, String> environment) {
    PipelineSpec spec = SpecParser.parse(yaml, "p.yaml", "/specs", faults);
    Layers layers = new Layers(spec, faults).environment(environment).sets(sets);
    return Planner.plan(spec, layers.merge(), JOBS, new SecretReferences(environment), faults);
  }

  private PipelinePlan plan(String yaml, String... sets) {
    return plan(yaml, List.of(sets), Map.of());
  }

  private List<String> lines() {
    return faults.list().stream().map(Fault::line).toList();
  }

  @Test
  void findsAllFaultsOfAFileAtOnceWithTheirLines() {
    plan(
        """
        name: broken
        colour: blue
        parameters:
          documents:
            doc: A file of documents.
          rate:
            type: number
            default: fast
        steps:
          - name: ingest
            job: ingst
            with:
              input: ${parameters.documents}
              table: documents
          - name: train
            job: pretrain
            with:
              data: ${steps.ingets.outputs.documents}
              steps: many
              stepz: 3
          - name: train
            job: say
            with:
              text: ${parameters.nmae}
          - name: a
            job: say
            after: [b]
          - name: b
            job: say
            after: [a]
          - name: c
            job: say
            with:
              text: ${what.is.this}
        """);

    assertThat(lines())
        .containsExactlyInAnyOrder(
            "p.yaml:2: unknown key 'colour' in the pipeline. The keys are: format, name,"
                + " description, seed, parameters, steps.",
            "p.yaml:4: parameter 'documents' has no value. Give it with --set documents=... A file"
                + " of documents.",
            "p.yaml:8: parameter 'rate' is 'fast'. Give a number.",
            "p.yaml:11: step 'ingest' has the unknown job 'ingst'. Did you mean 'ingest'?",
            "p.yaml:18: step 'train' refers to the unknown step 'ingets'. Did you mean 'ingest'?",
            "p.yaml:19: option 'steps' of job pretrain is 'many'. Give a whole number.",
            "p.yaml:20: job pretrain has no option 'stepz'. Its options are: data, steps,"
                + " learning-rate, output.",
            "p.yaml:15: job pretrain needs option 'output'. The model's folder.",
            "p.yaml:21: step 'train' stands twice. Rename one; the first is in line 15.",
            "p.yaml:24: there is no parameter 'nmae'. The parameters are: documents, rate.",
            "p.yaml:25: steps need each other in a circle: a -> b -> a. Remove one of these needs"
                + " ('after', or a reference to the step).",
            "p.yaml:34: '${what.is.this}' is no reference. Write one of"
                + " ${parameters.NAME}, ${steps.NAME.outputs.TABLE}, ${steps.NAME.artifacts.NAME},"
                + " ${run.seed}, ${lake}, ${spec.folder}, ${step.folder}, ${env:NAME}, ${file:PATH}.");
  }

  @Test
  void ordersByNeedsAndElseByTheFile() {
    PipelinePlan plan =
        plan(
            """
            name: order
            steps:
              - name: report
                job: say
                after: [train]
              - name: free
                job: say
              - name: train
                job: pretrain
                with:
                  data: ${steps.read.outputs.documents}
                  output: out
              - name: read
                job: ingest
                with: {input: "table:raw", table: documents}
            """);

    assertThat(lines()).isEmpty();
    assertThat(plan.steps())
        .extracting(PlannedStep::name)
        .containsExactly("free", "read", "train", "report");
  }

  @Test
  void fillsReferencesAndLeavesThoseToStepsAndSecretsOpen() {
    PipelinePlan plan =
        plan(
            """
            name: fill
            seed: 7
            parameters:
              folder: {default: "${lake}/x"}
              note: {default: "in ${parameters.folder} of ${spec.folder}"}
            steps:
              - name: read
                job: ingest
                with: {input: "table:raw", table: documents}
              - name: tell
                job: say
                with:
                  text: "${parameters.note}, ${run.seed}, ${steps.read.outputs.documents}, ${env:TOKEN}"
            """,
            List.of("lake=/data/lake"),
            Map.of("TOKEN", "hunter2"));

    assertThat(lines()).isEmpty();
    assertThat(plan.steps().get(1).options().get("text").text())
        .isEqualTo("in /data/lake/x of /specs, 7, ${steps.read.outputs.documents}, ${env:TOKEN}");
    assertThat(plan.seed()).isEqualTo(7);
  }

  @Test
  void tellsOfASecretThatIsNotThere() {
    plan(
        """
        name: secret
        steps:
          - name: tell
            job: say
            with:
              text: ${env:TOKEN}
        """);

    assertThat(lines())
        .containsExactly(
            "p.yaml:6: the secret ${env:TOKEN} is not there. Set the environment variable TOKEN.");
  }

  @Test
  void tellsOfAnInputThatIsNotThereUnlessAStepMakesIt() {
    plan(
        """
        name: inputs
        steps:
          - name: train
            job: pretrain
            with: {data: "table:documents", output: made/model}
          - name: use
            job: pretrain
            after: [train]
            with: {data: made/model/tokens.jsonl, output: made/more}
          - name: wrong
            job: pretrain
            with:
              data: no/such/file.jsonl
              output: made/other
        """);

    assertThat(lines()).hasSize(1);
    assertThat(lines().get(0))
        .startsWith(
            "p.yaml:13: option 'data' of step 'wrong' names 'no/such/file.jsonl', which does not"
                + " exist. Check the path; relative paths start at ");
  }

  /** A night is refused before its first step, as far as can be told. */
  @Test
  void asksJobsWhatIsWrongWithTheirOptionsTogether() {
    plan(
        """
        name: together
        steps:
          - name: a
            job: say
            with: {text: nothing}
          - name: b
            job: say
            with: {text: something}
        """);
    assertThat(lines()).containsExactly("p.yaml:3: step 'a': --text says nothing. Say something.");
  }

  @Test
  void aGlobIsNoMissingInput() {
    plan(
        """
        name: globs
        steps:
          - name: train
            job: pretrain
            with: {data: "no/such/*.jsonl", output: made}
        """);
    assertThat(lines()).isEmpty();
  }

  @Test
  void leavesStepsOutByWhenAndWithThemTheOptionsThatNameThem() {
    String yaml =
        """
        name: when
        parameters:
          sample: {type: flag, default: true}
          raw: {default: ""}
        steps:
          - name: make
            job: ingest
            when: ${parameters.sample}
            with: {input: "${parameters.raw}", table: documents}
          - name: tell
            job: say
            after: [make]
            with:
              text: ${steps.make.outputs.documents}
          - name: use
            job: pretrain
            with:
              data: ${steps.make.outputs.documents}
              output: o
        """;
    assertThat(plan(yaml, "raw=table:raw").steps())
        .extracting(PlannedStep::name)
        .containsExactly("make", "tell", "use");
    assertThat(lines()).isEmpty();

    PipelinePlan without = plan(yaml, "sample=false");
    assertThat(lines())
        .containsExactly("p.yaml:15: job pretrain needs option 'data'. What to train on.");
    assertThat(without.leftOut()).containsExactly("make");
    assertThat(without.steps().get(0).options()).isEmpty();
    assertThat(without.steps().get(0).needs()).isEmpty();
  }

  @Test
  void aStepMayNotStandForAValueThatIsANumber() {
    plan(
        """
        name: kinds
        steps:
          - name: a
            job: say
          - name: b
            job: pretrain
            with:
              data: table:x
              output: o
              steps: ${steps.a.artifacts.model}
        """);

    assertThat(lines())
        .containsExactly(
            "p.yaml:10: option 'steps' of job pretrain is '${steps.a.artifacts.model}'. Give a"
                + " whole number.");
  }
}
