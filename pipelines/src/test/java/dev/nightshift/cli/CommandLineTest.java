package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a user meets it: what it prints, and how it ends. */
class CommandLineTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path folder;

  private int run(String... args) {
    Properties properties = new Properties();
    properties.setProperty("nightshift.root", System.getProperty("nightshift.root"));
    return Main.run(
        new Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("TOKEN", "hunter2"),
            properties,
            Clock.systemUTC(),
            new ProcessEnd()),
        args);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private List<String> err() {
    return err.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void showsItsHelpAndVersion() {
    assertThat(run("--help")).isZero();
    assertThat(out())
        .contains("demo", "run", "job", "schedule", "report", "generate", "score", "doctor")
        .contains("Exit codes: 0 done, 1 the work failed, 2 the request was wrong, 3 a quality");
    assertThat(run("--version")).isZero();
    assertThat(out()).contains("nightshift 0.");
  }

  @Test
  void listsAndExplainsJobs() {
    assertThat(run("jobs")).isZero();
    assertThat(out()).contains("ingest ", "curate ", "gate ", "register ");
    assertThat(run("job", "gate", "--help")).isZero();
    assertThat(out())
        .contains("* --require TEXT", "Example:", "./nightshift job gate --model lake/out/dpo");
    assertThat(err()).isEmpty();
  }

  @Test
  void listsWhatCanBeEvaluatedWithoutARun() {
    assertThat(run("job", "evaluate", "--list", "--tasks", "gsm8k,mmlu", "--data", "nowhere"))
        .isZero();
    assertThat(out().lines().filter(line -> line.contains(" missing ")).count()).isEqualTo(58);
    assertThat(out()).contains("GROUP ", "mmlu ", "acc");
    assertThat(folder).isEmptyDirectory();
    out.reset();
    assertThat(run("job", "evaluate", "--help")).isZero();
    assertThat(out())
        .contains(
            "  --list  ", "--sandbox task|strict|weak", "Most items of each task; 0 for all.");
    assertThat(run("job", "evaluate", "--list", "--tasks", "gsm9k")).isEqualTo(2);
    assertThat(err().get(0)).contains("there is no task 'gsm9k'. Did you mean 'gsm8k'?");
  }

  @Test
  void aWrongRequestEndsWithTwoAndAllItsFaults() {
    assertThat(run("job", "gate", "--modl", "x", "--require", "--seed", "many")).isEqualTo(2);
    assertThat(err())
        .containsExactly(
            "nightshift: command line: job gate has no option 'modl'. Did you mean 'model'?",
            "nightshift: command line: option '--require' has no value. Write --require VALUE.",
            "nightshift: command line: job gate needs option 'model'. Folder of the model to"
                + " judge.",
            "nightshift: command line: job gate needs option 'require'. Conditions, separated by"
                + " commas: TASK.METRIC >= NUMBER, TASK.METRIC[FILTER] > NUMBER,"
                + " TASK.METRIC.ci_low >= NUMBER, or TASK.METRIC >= baseline + NUMBER.",
            "nightshift: command line: seed is 'many'. Give a whole number.");
  }

  /** Before Spark is started. */
  @Test
  void optionsThatDoNotGoTogetherAndInputsThatAreMissingAreToldAtOnce() {
    assertThat(
            run(
                "job",
                "meta",
                "--method",
                "protonet",
                "--steps",
                "10",
                "--data",
                "no/such",
                "--lake",
                folder.toString()))
        .isEqualTo(2);
    assertThat(err()).hasSize(3);
    assertThat(err().get(0)).contains("--method protonet compares classes, and the protocol sine");
    assertThat(err().get(1)).contains("--data was given, and the protocol sine does not read it");
    assertThat(err().get(2)).contains("option 'data' names 'no/such', which does not exist");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void tellsTheNearestNameOfACommandAJobAndAnOption() {
    assertThat(run("genrate")).isEqualTo(2);
    assertThat(err().get(0)).contains("genrate").contains("Did you mean 'generate'?");
    err.reset();
    assertThat(run("job", "gaet")).isEqualTo(2);
    assertThat(err())
        .containsExactly("nightshift: command line: there is no job 'gaet'. Did you mean 'gate'?");
    err.reset();
    assertThat(run("generate", "--modell", "x", "--max-tokens", "many")).isEqualTo(2);
    assertThat(err().toString())
        .contains("--modell")
        .contains("'many' is not an int")
        .contains("--prompt")
        .contains("try 'nightshift generate --help'");
  }

  @Test
  void aPipelineWithFaultsRunsNothingAndListsThem() throws IOException {
    Path spec =
        write(
            "p.yaml",
            """
            name: p
            steps:
              - name: one
                job: gate
                with:
                  model: no/such/folder
            """);

    assertThat(
            run(
                "run",
                spec.toString(),
                "--lake",
                folder.resolve("lake").toString(),
                "--set",
                "a=1"))
        .isEqualTo(2);
    assertThat(err()).hasSize(3);
    assertThat(err().get(0))
        .isEqualTo(
            "nightshift: --set a: pipeline p has no parameter 'a'. There are no parameters.");
    assertThat(err().get(1))
        .startsWith("nightshift: " + spec + ":3: job gate needs option 'require'");
    assertThat(err().get(2))
        .startsWith(
            "nightshift: " + spec + ":6: option 'model' of step 'one' names 'no/such/folder'");
    assertThat(folder.resolve("lake")).doesNotExist();
  }

  @Test
  void aDryRunShowsThePlanWithoutSecrets() throws IOException {
    Path spec =
        write(
            "p.yaml",
            """
            name: p
            seed: 3
            steps:
              - name: one
                job: gate
                with:
                  model: %s
                  require: ${env:TOKEN}
            """
                .formatted(folder));

    assertThat(run("run", spec.toString(), "--dry-run", "--lake", "l")).isZero();
    assertThat(out())
        .isEqualTo(
            """
            pipeline p, seed 3, lake l
            one (gate)
                model: %s
                require: ${env:TOKEN}
            """
                .formatted(folder));
  }

  @Test
  void aMissingFileIsOneClearLine() {
    assertThat(run("run", "no/such.yaml")).isEqualTo(2);
    assertThat(err())
        .containsExactly("nightshift: no/such.yaml: the file does not exist. Check the path.");
  }

  @Test
  void scoresNothingWhereRowsAreWrong() throws IOException {
    Path rows =
        write(
            "in.jsonl",
            """
            {"text": "fine"}
            {"text": 3}

            not json
            {"text": "a", "prompt": "b", "completion": "c"}
            """);

    assertThat(run("score", "--model", "m", "--input", rows.toString(), "--output", "o.jsonl"))
        .isEqualTo(2);
    assertThat(err()).hasSize(3);
    assertThat(err().get(0))
        .isEqualTo(
            "nightshift: "
                + rows
                + ":2: the row has no text to score. Give {\"prompt\","
                + " \"completion\"} or {\"text\"}, all texts.");
    assertThat(err().get(1)).startsWith("nightshift: " + rows + ":4: the line is no JSON: ");
    assertThat(err().get(2)).contains(":5: the row has both a completion and a text");
  }

  /** Llama 3 8B has 8,030,261,248 parameters, as its publishers say. */
  @Test
  void plansAModelWithoutLoadingIt() {
    int code = run("plan", "--preset", "llama-8b", "--devices", "8", "--memory", "80GiB");
    assertThat(code).isZero();
    assertThat(out()).contains("8,030,261,248").contains("layout").contains("memory per rank");
  }

  @Test
  void tellsAllFaultsOfAPlanAtOnce() {
    assertThat(run("plan", "--devices", "0", "--memory", "much", "--dtype", "int3")).isEqualTo(2);
    assertThat(String.join("\n", err()))
        .contains(
            "no model was named", "--devices is 0", "--memory is 'much'", "--dtype is 'int3'");
  }

  @Test
  void benchmarksSayWhatTheyNeed() {
    assertThat(run("bench", "fly")).isEqualTo(2);
    assertThat(run("bench", "score")).isEqualTo(2);
    assertThat(String.join("\n", err()))
        .contains("there is no benchmark 'fly'", "bench score needs --model");
  }
}
