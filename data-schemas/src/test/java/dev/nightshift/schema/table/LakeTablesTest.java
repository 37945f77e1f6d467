package dev.nightshift.schema.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LakeTablesTest {

  @Test
  void everyTableIsFoundByItsName() {
    assertThat(LakeTables.ALL).extracting(TableSchema::name).doesNotHaveDuplicates();
    for (TableSchema schema : LakeTables.ALL) {
      assertThat(LakeTables.byName(schema.name())).contains(schema);
    }
    assertThat(LakeTables.byName("none")).isEmpty();
  }

  @Test
  void everyTableEndsWithTheRunThatWroteTheRow() {
    assertThat(LakeTables.ALL)
        .allSatisfy(
            schema -> {
              Column last = schema.columns().get(schema.columns().size() - 1);
              assertThat(last.name()).isEqualTo(TableSchema.RUN_ID);
              assertThat(last.nullable()).isFalse();
              assertThat(schema.version()).isPositive();
              assertThat(schema.columns()).allSatisfy(c -> assertThat(c.doc()).isNotBlank());
            });
  }

  @Test
  void constraintsNameColumnsThatExist() {
    for (TableSchema schema : LakeTables.ALL) {
      for (Constraint constraint : schema.constraints()) {
        assertThat(schema.columns())
            .as(schema.name() + "." + constraint.name())
            .anyMatch(c -> constraint.expression().matches(".*\\b" + c.name() + "\\b.*"));
      }
      assertThat(schema.constraints()).extracting(Constraint::name).doesNotHaveDuplicates();
    }
  }

  @Test
  void schemaThatCannotBeIsRefused() {
    Column run = new Column("run_id", ColumnType.Scalar.TEXT, false, "run");
    assertThatThrownBy(
            () -> new TableSchema("t", 1, Growth.ACCUMULATES, "", List.of(run, run), List.of()))
        .hasMessage("t: column 'run_id' stands twice");
    assertThatThrownBy(() -> new TableSchema("t", 1, Growth.ACCUMULATES, "", List.of(), List.of()))
        .hasMessage("t: no column run_id");
    assertThatThrownBy(() -> new Column("rowId", ColumnType.Scalar.TEXT, false, ""))
        .hasMessage("column name 'rowId' is not in snake case");
  }
}
