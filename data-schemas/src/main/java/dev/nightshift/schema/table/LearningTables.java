package dev.nightshift.schema.table;

import static dev.nightshift.schema.table.Column.optional;
import static dev.nightshift.schema.table.Column.required;
import static dev.nightshift.schema.table.ColumnType.Scalar.DOUBLE;
import static dev.nightshift.schema.table.ColumnType.Scalar.INT;
import static dev.nightshift.schema.table.ColumnType.Scalar.LONG;
import static dev.nightshift.schema.table.ColumnType.Scalar.TEXT;
import static dev.nightshift.schema.table.Growth.ACCUMULATES;
import static dev.nightshift.schema.table.Tables.table;

import dev.nightshift.schema.table.ColumnType.MapOf;
import java.util.List;

/**
 * The kinds of tables in which trainings tell what they learnt from, in which order, and how fast.
 */
final class LearningTables {

  /** How meta-learnt models adapt to tasks that they were not learnt on. */
  static final TableSchema ADAPTATIONS =
      table(
          "adaptations",
          2,
          ACCUMULATES,
          "What a model makes of a held-out task after some steps of adaptation",
          List.of(new Constraint("updates_are_counted", "updates >= 0 AND episode >= 0")),
          required("step", LONG, "Steps of meta-training behind the model"),
          required("start", TEXT, "Where adaptation began: initialisation, or nearest task"),
          required("episode", LONG, "Number of the episode, from 0"),
          optional("side", TEXT, "Whose task it is: validation on the way, else test"),
          required("task", TEXT, "Id of the task"),
          required("updates", INT, "Steps of adaptation"),
          required("loss", DOUBLE, "Mean loss of the query"),
          optional("accuracy", DOUBLE, "Share of the query that was answered right"),
          optional("exact", DOUBLE, "Share of the answers that were right in all their tokens"));

  /** What each step of a meta-training learnt from. */
  static final TableSchema TRAINED_TASKS =
      table(
          "trained_tasks",
          ACCUMULATES,
          "A task that a step of a meta-training learnt from",
          List.of(new Constraint("place_is_counted", "place >= 0 AND step > 0")),
          required("step", LONG, "Step of the run, from 1"),
          required("place", INT, "Place of the task in the step, from 0"),
          required("episode", LONG, "Number of the episode of its side, from 0"),
          required("side", TEXT, "Whose task it is: train"),
          required("task", TEXT, "Id of the task"));

  /** How hard rows are, by several scores. */
  static final TableSchema DIFFICULTY =
      table(
          "difficulty",
          ACCUMULATES,
          "How hard a row is by a score; more is harder",
          List.of(),
          required(
              "row_key", TEXT, "row_id, else doc_id, else digest of the row; or id of a prompt"),
          required("score", TEXT, "Name of the score"),
          required("settings", TEXT, "What else decides the value, such as the model's digest"),
          required("difficulty", DOUBLE, "The value"));

  /** What each step of a training under a curriculum consumed. */
  static final TableSchema CONSUMED =
      table(
          "consumed",
          ACCUMULATES,
          "An example that a step of a training learnt from",
          List.of(new Constraint("place_is_counted", "place >= 0")),
          required("step", LONG, "Step of the run, from 1, as in metrics"),
          required("place", INT, "Place of the example in the step, from 0"),
          required("example", INT, "Number of the example in the prepared data, from 0"),
          required("row_key", TEXT, "The row, or of a rollout the prompt, that it came from"),
          required("difficulty", DOUBLE, "Its difficulty"),
          required("competence", DOUBLE, "What the curriculum allowed at the step, 0 to 1"));

  /** What was measured of single held-out examples. */
  static final TableSchema HELD_OUT =
      table(
          "held_out",
          ACCUMULATES,
          "What a training measured of a held-out example",
          List.of(new Constraint("example_is_counted", "example >= 0")),
          required("step", LONG, "Steps behind the model that was measured"),
          required("example", INT, "Number of the example in the held-out data, from 0"),
          required("prompt", TEXT, "Digest of its prompt: examples of one prompt hang together"),
          required("values", new MapOf(DOUBLE), "Name to value, as in metrics"));

  private LearningTables() {}
}
