package dev.nightshift.training.spark.federated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.training.federated.client.ClientTable;
import dev.nightshift.training.federated.client.ClientTable.Split;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientDivisionTest {

  /** Six clients a to f with twenty rows each, of which the last ten may be held out. */
  private static List<String> rows() {
    List<String> rows = new ArrayList<>();
    for (char client = 'a'; client <= 'f'; client++) {
      for (int i = 0; i < 20; i++) {
        rows.add(client + "" + (100 + i));
      }
    }
    return rows;
  }

  private record Divided(List<String> train, List<String> held, ClientTable table) {}

  private static Divided divide(int limit) throws IOException {
    List<String> train = new ArrayList<>();
    List<String> held = new ArrayList<>();
    ClientTable table =
        new ClientDivision(.5, limit)
            .divide(
                rows().iterator(), row -> row.substring(0, 1), row -> row, train::add, held::add);
    return new Divided(train, held, table);
  }

  @Test
  void theLastRowsOfEachClientAreHeldOut() throws IOException {
    Divided divided = divide(1000);
    assertThat(divided.train).hasSize(60).contains("a109").doesNotContain("a110");
    assertThat(divided.held).hasSize(60).startsWith("a110").endsWith("f119");
    assertThat(divided.table.examples(Split.NATURAL, 1).get(1)[0]).isEqualTo(10);
  }

  /** Not the first clients alone, and what is not held out is trained on. */
  @Test
  void fewerAreChosenOfAllClientsAndTheOthersAreTrainedOn() throws IOException {
    Divided divided = divide(12);
    assertThat(divided.held).hasSize(12).isSorted();
    assertThat(divided.held.stream().map(row -> row.charAt(0)).distinct().count())
        .isGreaterThanOrEqualTo(4);
    List<String> all = new ArrayList<>(divided.train);
    all.addAll(divided.held);
    assertThat(all).containsExactlyInAnyOrderElementsOf(rows());
    assertThat(divide(12)).isEqualTo(divided);
    List<int[]> examples = divided.table.examples(Split.NATURAL, 1);
    for (int client = 0; client < 6; client++) {
      char key = (char) ('a' + client);
      List<String> own = new ArrayList<>();
      for (int example : examples.get(client)) {
        own.add(divided.train.get(example));
      }
      assertThat(own)
          .containsExactlyInAnyOrderElementsOf(
              divided.train.stream().filter(row -> row.charAt(0) == key).toList());
    }
    List<int[]> dealt = divided.table.examples(Split.IID, 1);
    assertThat(dealt.stream().mapToInt(each -> each.length).sum()).isEqualTo(108);
    for (int client = 0; client < 6; client++) {
      assertThat(dealt.get(client)).hasSameSizeAs(examples.get(client));
    }
    assertThat(divided.table.examples(Split.CENTRAL, 1).get(0)).hasSize(108);
  }
}
