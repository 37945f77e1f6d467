package dev.nightshift.schema.table;

import static dev.nightshift.schema.table.Column.optional;
import static dev.nightshift.schema.table.Column.required;
import static dev.nightshift.schema.table.ColumnType.Scalar.BOOLEAN;
import static dev.nightshift.schema.table.ColumnType.Scalar.DOUBLE;
import static dev.nightshift.schema.table.ColumnType.Scalar.INT;
import static dev.nightshift.schema.table.ColumnType.Scalar.LONG;
import static dev.nightshift.schema.table.ColumnType.Scalar.TEXT;
import static dev.nightshift.schema.table.ColumnType.Scalar.TIMESTAMP;
import static dev.nightshift.schema.table.Growth.ACCUMULATES;
import static dev.nightshift.schema.table.Tables.TEXTS;
import static dev.nightshift.schema.table.Tables.table;

import dev.nightshift.schema.table.ColumnType.ListOf;
import dev.nightshift.schema.table.ColumnType.MapOf;
import dev.nightshift.schema.table.ColumnType.StructOf;
import java.util.List;
import java.util.Optional;

/** Every kind of table that the lake knows. */
public final class LakeTables {

  /** Rows as they were ingested, one per record of a source. */
  public static final TableSchema DOCUMENTS = TextTables.DOCUMENTS;

  /** Documents that curation kept, in their cleaned form. */
  public static final TableSchema CURATED = TextTables.CURATED;

  /** Pairs of answers of which one is preferred. */
  public static final TableSchema PREFERENCES = TextTables.PREFERENCES;

  /** Prompts with, where it is known, a checkable answer. */
  public static final TableSchema PROMPTS = TextTables.PROMPTS;

  /** Conversations as lists of messages. */
  public static final TableSchema CONVERSATIONS = TextTables.CONVERSATIONS;

  /** What could not be used, with the bytes as they were and the reason. */
  public static final TableSchema REJECTS = TextTables.REJECTS;

  /** Which documents are copies of which. */
  public static final TableSchema DUPLICATES = CurationTables.DUPLICATES;

  /** What near-deduplication knows of each row that it has seen, for later nights. */
  public static final TableSchema DEDUP_INDEX = CurationTables.DEDUP_INDEX;

  /** Clusters of earlier nights that a later row turned out to join. */
  public static final TableSchema DEDUP_MERGES = CurationTables.DEDUP_MERGES;

  /** Vectors of texts. */
  public static final TableSchema EMBEDDINGS = CurationTables.EMBEDDINGS;

  /** Centres of texts that mean alike, frozen so that nights agree. */
  public static final TableSchema CENTROIDS = CurationTables.CENTROIDS;

  /** Which rows hold items of benchmarks. */
  public static final TableSchema CONTAMINATIONS = CurationTables.CONTAMINATIONS;

  /** Which items of tasks stand in which training data. */
  public static final TableSchema ITEM_CONTAMINATIONS = CurationTables.ITEM_CONTAMINATIONS;

  /** What judges said of answers. */
  public static final TableSchema JUDGEMENTS = EvaluationTables.JUDGEMENTS;

  /** Where personal data stood in curated documents; never the data. */
  public static final TableSchema PII_HITS = CurationTables.PII_HITS;

  /** Rows that a generator made. */
  public static final TableSchema SYNTHETIC =
      table(
          "synthetic",
          ACCUMULATES,
          "A row that a generator made",
          List.of(),
          required("row_id", TEXT, "Digest of generator, seed and content"),
          optional("parent_row_id", TEXT, "The row it was made from"),
          required(
              "generator_digest",
              TEXT,
              "Digest of the generator and its settings, or of the model"),
          optional("prompt_digest", TEXT, "Digest of the prompt"),
          required("seed", LONG, "Seed of the draw"),
          required("verdict", TEXT, "What the verifier said"),
          required("content", TEXT, "The row, as JSON"));

  /** One row per committed or failed run: the commit that makes a run's rows visible. */
  public static final TableSchema RUNS =
      table(
          "runs",
          ACCUMULATES,
          "A run of a job; its row is the commit that makes its tables visible",
          List.of(
              new Constraint("status_is_known", "status IN ('COMMITTED', 'FAILED', 'REFUSED')")),
          required("job", TEXT, "Name of the job"),
          required("job_version", INT, "Version of the job"),
          required("fingerprint", TEXT, "Digest of job, version, parameters and input versions"),
          required(
              "status", TEXT, "COMMITTED, FAILED or REFUSED; only the first makes rows visible"),
          optional("pipeline", TEXT, "The pipeline that the run was a step of"),
          optional("step", TEXT, "The step's name in the pipeline"),
          optional("night", TEXT, "The night that the run belongs to"),
          required("parameters", TEXTS, "Parameters, without secrets"),
          required("seed", LONG, "Seed of every random choice of the run"),
          required(
              "inputs",
              new ListOf(
                  new StructOf(
                      List.of(
                          required("name", TEXT, "Name of the input"),
                          required("uri", TEXT, "Path, or table:NAME"),
                          optional("version", LONG, "Delta version, for tables"),
                          optional("runs_version", LONG, "Version of runs that decided visibility"),
                          required("digest", TEXT, "Digest of what was read")))),
              "What was read, at which version"),
          required("outputs", new MapOf(LONG), "Table to the Delta version that the run made"),
          required("artifacts", TEXTS, "Name to path of each folder or file that the run made"),
          required("counts", new MapOf(LONG), "Named counts"),
          required("values", new MapOf(DOUBLE), "Named measured values"),
          required("code_version", TEXT, "Version of the code"),
          required("started_at", TIMESTAMP, "Start of the attempt that ended here"),
          required("finished_at", TIMESTAMP, "Its end"),
          optional("message", TEXT, "What a failed or refused run said"));

  /** Measured values over steps. */
  public static final TableSchema METRICS =
      table(
          "metrics",
          ACCUMULATES,
          "A value measured at a step of a run",
          List.of(),
          required("step", LONG, "Step of the run, from 1"),
          required("name", TEXT, "Name of the metric"),
          required("value", DOUBLE, "Its value"));

  /** Models by digest. */
  public static final TableSchema MODELS =
      table(
          "models",
          ACCUMULATES,
          "A model that a run made or registered",
          List.of(),
          required(
              "model_digest", TEXT, "Digest of weights, configuration, tokenizer and template"),
          required("weights_digest", TEXT, "Digest of names, types, shapes and bytes"),
          optional("parent_digest", TEXT, "The model it was trained from"),
          required("stage", TEXT, "pretrain, sft, dpo ..., or registered"),
          optional("alias", TEXT, "Name under which it was registered"),
          required("path", TEXT, "Its folder"),
          required("made_at", TIMESTAMP, "When"));

  /** What models say of answers, for methods that compare a policy with a reference. */
  public static final TableSchema REFERENCE_LOG_PROBS =
      table(
          "reference_log_probs",
          ACCUMULATES,
          "The log-probability of an answer under a model",
          List.of(
              new Constraint("sequence_digest_is_sha256", "length(sequence_digest) = 64"),
              new Constraint("log_prob_is_negative", "log_prob <= 0")),
          required("model_digest", TEXT, "The model"),
          required("settings", TEXT, "How it was computed: rule, type, device"),
          required("sequence_digest", TEXT, "Digest of the tokens and of where the answer begins"),
          required("tokens", INT, "Tokens of the answer"),
          required("log_prob", DOUBLE, "Sum of their log-probabilities given the prompt, nats"));

  /** Scores of models on tasks. */
  public static final TableSchema RESULTS =
      table(
          "results",
          3,
          ACCUMULATES,
          "A score of a model on a task",
          List.of(new Constraint("n_is_positive", "n > 0")),
          required("model_digest", TEXT, "The model"),
          required("task", TEXT, "Name of the task"),
          required("task_version", INT, "Version of the task"),
          required("task_digest", TEXT, "Digest of the task's definition and data"),
          required(
              "layout", TEXT, "Layout of the data; scores of different layouts are never compared"),
          required("filter", TEXT, "Name of the answer filter"),
          required("metric", TEXT, "Name of the metric"),
          required("higher_is_better", BOOLEAN, "Direction of the metric"),
          required("num_fewshot", INT, "Examples in the prompt"),
          required("settings_digest", TEXT, "Digest of everything else that decides the score"),
          required("value", DOUBLE, "The score"),
          optional("stderr", DOUBLE, "Its standard error"),
          optional("ci_low", DOUBLE, "Lower end of the 95 % interval"),
          optional("ci_high", DOUBLE, "Upper end of the 95 % interval"),
          required("n", LONG, "Number of samples"),
          optional("kind", TEXT, "What was asked, such as multiple_choice; group for a group"),
          optional("aggregation", TEXT, "How scores of items, or of tasks, became the score"),
          optional("members", new ListOf(TEXT), "Tasks of a group; empty for a task"),
          optional("item_limit", INT, "Most items that were asked; 0 for all"),
          optional("fixtures_only", BOOLEAN, "Whether the task ran on made-up items only"),
          optional(
              "clusters", LONG, "Number of clusters of the samples; 0 where they are independent"));

  /** One row per scored example. */
  public static final TableSchema SAMPLES =
      table(
          "samples",
          3,
          ACCUMULATES,
          "An example as it was scored",
          List.of(),
          required("model_digest", TEXT, "The model"),
          required("task", TEXT, "Name of the task"),
          required("task_digest", TEXT, "Digest of the task's definition and data"),
          required("settings_digest", TEXT, "Digest of everything else that decides the score"),
          required("sample_id", TEXT, "Stable id of the example"),
          required("prompt", TEXT, "What the model saw"),
          required("target", TEXT, "The right answer"),
          required("output", TEXT, "What the model said"),
          required("filtered", TEXT, "The answer that the filter found"),
          required("scores", new MapOf(DOUBLE), "Metric to value"),
          optional("weights", new MapOf(DOUBLE), "Metric to the value's partner, where not 1"),
          optional("position", INT, "Number of the example among those asked, from 0"),
          optional("kind", TEXT, "What was asked, such as multiple_choice"),
          optional("doc", TEXT, "The example's fields, as JSON"),
          optional("target_choices", new ListOf(INT), "Numbers of the right choices, from 0"),
          optional("responses", new ListOf(TEXT), "All that the model said, in order"),
          optional("answers", new MapOf(new ListOf(TEXT)), "Filter to the answers that it found"),
          optional("choices", new ListOf(TEXT), "The choices"),
          optional(
              "log_likelihoods", new ListOf(DOUBLE), "Of each choice, or of the text, in nats"),
          optional("greedy", new ListOf(BOOLEAN), "Whether each choice is the likeliest text"),
          optional("tokens", new ListOf(INT), "Number of tokens of each choice, or of the text"),
          optional("unconditional", new ListOf(DOUBLE), "Of each choice after an empty prompt"),
          optional("cluster", TEXT, "Name of the cluster of the example; empty for none"));

  /** What policies answered in training, and what they got for it. */
  public static final TableSchema ROLLOUTS =
      table(
          "rollouts",
          ACCUMULATES,
          "An answer that a policy gave in training, with its reward",
          List.of(
              new Constraint("finish_is_known", "finish IN ('eos', 'stop', 'length')"),
              new Constraint("sample_is_counted", "sample >= 0 AND position >= 0")),
          required("iteration", LONG, "Iteration of the run, from 0"),
          required("position", LONG, "Place of the answer in its iteration, from 0"),
          required("prompt_id", TEXT, "Digest of the prompt and its fields"),
          required("sample", LONG, "Number of the answer to the prompt, from 0"),
          required("policy_digest", TEXT, "The model that answered"),
          required("prompt", TEXT, "The prompt"),
          required("prompt_tokens", new ListOf(INT), "Token ids that the model saw"),
          required("completion", TEXT, "The answer, without special tokens"),
          required("tokens", new ListOf(INT), "Token ids that were drawn, the last one included"),
          required("finish", TEXT, "Why it ended: eos, stop or length"),
          required("rewards", new MapOf(DOUBLE), "Part of the reward to its value, unweighted"),
          required("reward", DOUBLE, "The weighted sum"));

  /** How meta-learnt models adapt to tasks that they were not learnt on. */
  public static final TableSchema ADAPTATIONS = LearningTables.ADAPTATIONS;

  /** What each step of a meta-training learnt from. */
  public static final TableSchema TRAINED_TASKS = LearningTables.TRAINED_TASKS;

  /** How hard rows are, by several scores. */
  public static final TableSchema DIFFICULTY = LearningTables.DIFFICULTY;

  /** What each step of a training under a curriculum consumed. */
  public static final TableSchema CONSUMED = LearningTables.CONSUMED;

  /** What was measured of single held-out examples. */
  public static final TableSchema HELD_OUT = LearningTables.HELD_OUT;

  /** Rounds of federated averaging. */
  public static final TableSchema ROUNDS =
      table(
          "rounds",
          2,
          ACCUMULATES,
          "A round of federated averaging",
          List.of(
              new Constraint("states_are_digests", "length(state_after) = 64"),
              new Constraint("clients_are_counted", "taken_part IS NULL OR taken_part <= sampled")),
          required("round", LONG, "Number of the round, from 1"),
          required("method", TEXT, "What the server does with the change"),
          required("rule", TEXT, "Rule of aggregation"),
          required("state_before", TEXT, "SHA-256 of the trained parameters before the round"),
          required("state_after", TEXT, "The same after it"),
          optional("sampled", INT, "Clients that were drawn; not told of private runs"),
          optional(
              "taken_part", INT, "Clients that have a part in the round; not told of private runs"),
          required(
              "clients_digest",
              TEXT,
              "Digest of the keys of the clients that were drawn, with the secret where privacy needs"
                  + " it"),
          optional(
              "left_out",
              TEXTS,
              "Client, or a name for it, to the reason it was left out; not told of private runs"),
          optional(
              "epsilon", DOUBLE, "What all rounds so far cost, where privacy is accounted for"),
          optional("obstacle", TEXT, "What kept the round from changing the model"),
          required("values", new MapOf(DOUBLE), "Named measured values"));

  /** One row per schedule and fire time. */
  public static final TableSchema NIGHTS =
      table(
          "nights",
          ACCUMULATES,
          "The one outcome of a schedule at a fire time",
          List.of(new Constraint("outcome_is_known", "outcome IN ('DONE', 'FAILED', 'REFUSED')")),
          required("night_id", TEXT, "Digest of schedule and fire time, or of a triggered run"),
          required("schedule", TEXT, "Name of the schedule"),
          required("fire_time", TIMESTAMP, "When it was due"),
          required("zone", TEXT, "Time zone of the schedule"),
          required("trigger", TEXT, "calendar or manual"),
          required("pipeline", TEXT, "The pipeline"),
          required("outcome", TEXT, "DONE, FAILED or REFUSED"),
          optional("message", TEXT, "What a failed or refused night said"),
          optional("report", TEXT, "Path of the report"),
          required("started_at", TIMESTAMP, "Start"),
          required("finished_at", TIMESTAMP, "End"));

  /** All kinds of tables, in the order of the documentation. */
  public static final List<TableSchema> ALL =
      List.of(
          DOCUMENTS,
          CURATED,
          PREFERENCES,
          PROMPTS,
          CONVERSATIONS,
          REJECTS,
          DUPLICATES,
          DEDUP_INDEX,
          DEDUP_MERGES,
          EMBEDDINGS,
          CENTROIDS,
          CONTAMINATIONS,
          ITEM_CONTAMINATIONS,
          PII_HITS,
          SYNTHETIC,
          RUNS,
          METRICS,
          MODELS,
          REFERENCE_LOG_PROBS,
          RESULTS,
          SAMPLES,
          JUDGEMENTS,
          ROLLOUTS,
          ADAPTATIONS,
          TRAINED_TASKS,
          DIFFICULTY,
          CONSUMED,
          HELD_OUT,
          ROUNDS,
          NIGHTS);

  private LakeTables() {}

  /** The schema of that name, if there is one. */
  public static Optional<TableSchema> byName(String name) {
    return ALL.stream().filter(t -> t.name().equals(name)).findFirst();
  }
}
