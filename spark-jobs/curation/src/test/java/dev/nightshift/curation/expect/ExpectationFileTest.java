package dev.nightshift.curation.expect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.curation.expect.Expectation.Quantity;
import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectationFileTest {

  private static List<String> faults(String text) {
    Faults faults = new Faults();
    ExpectationFile.read(text, "e.yaml", faults);
    return faults.list().stream().map(Fault::line).toList();
  }

  @Test
  void fileOfTheDocumentationReads() {
    Faults faults = new Faults();
    List<Expectation> expectations =
        ExpectationFile.read(
            """
            expectations:
              - rows: {min: 1000}
              - blanks: {column: text, max: 0.01}
              - nulls: {column: licence, max: 0.5, severity: warn}
              - unique: {column: row_id}
              - mean: {column: text, of: length, min: 200, max: 2e4}
              - drift: {column: source, measure: psi, warn: 0.1, stop: 0.25, history: 3}
              - drift: {column: text, of: length}
            """,
            "e.yaml",
            faults);
    assertThat(faults.list()).isEmpty();
    Measured text = new Measured("text", false);
    Measured length = new Measured("text", true);
    double none = Double.POSITIVE_INFINITY;
    assertThat(expectations)
        .containsExactly(
            new Expectation.Bound(
                Quantity.ROWS, Measured.ROWS, 1000, none, Severity.STOP, "e.yaml:2"),
            new Expectation.Bound(Quantity.BLANKS, text, -none, 0.01, Severity.STOP, "e.yaml:3"),
            new Expectation.Bound(
                Quantity.NULLS,
                new Measured("licence", false),
                -none,
                0.5,
                Severity.WARN,
                "e.yaml:4"),
            new Expectation.Bound(
                Quantity.DUPLICATES,
                new Measured("row_id", false),
                -none,
                0,
                Severity.STOP,
                "e.yaml:5"),
            new Expectation.Bound(Quantity.MEAN, length, 200, 2e4, Severity.STOP, "e.yaml:6"),
            new Expectation.Drift(
                Divergence.PSI, new Measured("source", false), 0.1, 0.25, 3, "e.yaml:7"),
            new Expectation.Drift(Divergence.KS, length, 0.1, 0.2, 7, "e.yaml:8"));
    assertThat(expectations)
        .extracting(Expectation::name)
        .containsExactly(
            "rows",
            "blanks.text",
            "nulls.licence",
            "unique.row_id",
            "mean.length(text)",
            "drift.psi.source",
            "drift.ks.length(text)");
  }

  @Test
  void allFaultsComeAtOnceWithLineAndKey() {
    assertThat(
            faults(
                """
                expectation: []
                expectations:
                  - rows: {minimum: 3}
                  - row: {min: 3}
                  - blanks: {max: 2}
                  - mean: {column: n, min: 5, max: 1, severity: halt}
                  - drift: {column: source, measure: ks, warn: 0.3, stop: 0.2, history: 0}
                  - drift: {column: source, measure: kl}
                  - nulls: {column: a, max: many}
                  - unique: row_id
                """))
        .containsExactly(
            "e.yaml:1: unknown key 'expectation'. The key is: expectations.",
            "e.yaml:3: unknown key 'minimum' in check 'rows'. Its keys are: max, min, severity.",
            "e.yaml:3: check 'rows' has no bound. Give min, max or both.",
            "e.yaml:4: there is no check 'row'. The checks are: rows, nulls, blanks, unique, mean,"
                + " drift.",
            "e.yaml:5: check 'blanks' names no column. Add 'column:'.",
            "e.yaml:5: the share is 2.0. Give a number from 0 to 1.",
            "e.yaml:6: min 5.0 is above max 1.0. Give a range.",
            "e.yaml:6: there is no severity 'halt'. Write warn or stop.",
            "e.yaml:7: measure ks is for ordered values. Take psi or js.",
            "e.yaml:7: warn is 0.3 and stop is 0.2. Give 0 < warn <= stop; psi usually has 0.1 and"
                + " 0.25.",
            "e.yaml:7: history is 0.0. Give the number of earlier runs, 1 to 1000.",
            "e.yaml:8: there is no measure 'kl'. The measures are: psi, js, ks.",
            "e.yaml:9: 'max' is 'many'. Give a number.",
            "e.yaml:10: check 'unique' is no mapping. Its keys are: column, max, severity.");
    assertThat(faults(""))
        .containsExactly("e.yaml: the file is empty. Write a mapping of keys to values.");
    assertThat(faults("expectations: [")).hasSize(1).first().asString().startsWith("e.yaml:");
    assertThat(faults("expectations: 3"))
        .containsExactly("e.yaml:1: 'expectations' is no list. Write '- rows: {min: 1}'.");
    assertThat(faults("expectations:\n - rows: {min: 1}\n - rows: {min: 2}\n"))
        .containsExactly("e.yaml:3: 'rows' is expected twice. Keep one.");
  }

  @Test
  void outcomesTellValueBoundAndWhatToDo() {
    Expectation rows =
        new Expectation.Bound(Quantity.ROWS, Measured.ROWS, 10, 20, Severity.STOP, "e.yaml:2");
    assertThat(Outcome.of(rows, 15).missed()).isNull();
    assertThat(Outcome.of(rows, 9).missed()).isEqualTo(Severity.STOP);
    assertThat(Outcome.of(rows, 9).fault().orElseThrow().line())
        .isEqualTo(
            "e.yaml:2: rows is 9, at least 10 is expected. Look at what came in that night and at"
                + " the table 'rejects'; if the change is meant, move the bound.");
    assertThat(Outcome.of(rows, Double.NaN).problem())
        .isEqualTo("rows cannot be measured: no row has a value");
    Expectation drift =
        new Expectation.Drift(
            Divergence.PSI, new Measured("source", false), 0.1, 0.25, 7, "e.yaml:3");
    assertThat(Outcome.of(drift, 0.09).missed()).isNull();
    assertThat(Outcome.of(drift, 0.1).missed()).isEqualTo(Severity.WARN);
    assertThat(Outcome.of(drift, 0.25).problem())
        .isEqualTo(
            "drift.psi.source is 0.2500 against the nights before, less than 0.2500 is expected");
  }
}
