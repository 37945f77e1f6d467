package dev.nightshift.schema.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class RowIdentityTest {

  @Test
  void documentIsNamedByItsContentAlone() {
    assertThat(RowIdentity.docId("text"))
        .isEqualTo(Digest.start().add("doc").add("text").hex())
        .isNotEqualTo(RowIdentity.docId("text "));
  }

  @Test
  void eachPartOfARowChangesItsName() {
    assertThat(
            Set.of(
                RowIdentity.rowId("a", "f", 1, "t"),
                RowIdentity.rowId("b", "f", 1, "t"),
                RowIdentity.rowId("a", "g", 1, "t"),
                RowIdentity.rowId("a", "f", 2, "t"),
                RowIdentity.rowId("a", "f", 1, "u")))
        .hasSize(5)
        .allMatch(id -> id.matches("[0-9a-f]{64}"));
    assertThat(RowIdentity.rowId("a", "f", 1, "t")).isEqualTo(RowIdentity.rowId("a", "f", 1, "t"));
  }
}
