package dev.nightshift.schema.table;

import static dev.nightshift.schema.table.Column.optional;
import static dev.nightshift.schema.table.Column.required;
import static dev.nightshift.schema.table.ColumnType.Scalar.DOUBLE;
import static dev.nightshift.schema.table.ColumnType.Scalar.INT;
import static dev.nightshift.schema.table.ColumnType.Scalar.TEXT;
import static dev.nightshift.schema.table.Growth.ACCUMULATES;
import static dev.nightshift.schema.table.Tables.table;

import java.util.List;

/** The kinds of tables in which evaluation keeps what judges said. */
final class EvaluationTables {

  /** What judges said of answers. */
  static final TableSchema JUDGEMENTS =
      table(
          "judgements",
          ACCUMULATES,
          "What a judge replied to one request; asked once for each request and judge",
          List.of(
              new Constraint("request_digest_is_sha256", "length(request_digest) = 64"),
              new Constraint("status_is_known", "status IN ('READ', 'UNREADABLE', 'REFUSED')")),
          required("request_digest", TEXT, "Digest of judge, rubric and request"),
          required("judge", TEXT, "Digest of the judging model, or address and name of it"),
          required("rubric", TEXT, "Name and version of the rubric"),
          required("item", TEXT, "Name of what was judged"),
          required("arrangement", TEXT, "as-given, swapped, or single"),
          required("prompt", TEXT, "What the judge saw"),
          required("reply", TEXT, "What it said"),
          required("status", TEXT, "READ, UNREADABLE or REFUSED"),
          optional("verdict", TEXT, "The option that it chose, or the grade that it gave"),
          optional(
              "probability",
              DOUBLE,
              "That the second answer of the item is better, where it is known"),
          required("attempts", INT, "Requests that were sent until it replied"));

  private EvaluationTables() {}
}
