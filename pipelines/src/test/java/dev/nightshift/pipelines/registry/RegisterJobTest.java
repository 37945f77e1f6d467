package dev.nightshift.pipelines.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.pipelines.testing.SmallModel;
import dev.nightshift.pipelines.testing.TestLake;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegisterJobTest {

  /** A clock that is a second later each time that it is asked. */
  private static final class Ticking extends Clock {
    private Instant now = Instant.parse("2026-11-21T02:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public synchronized Instant instant() {
      now = now.plusSeconds(1);
      return now;
    }
  }

  @TempDir private Path folder;
  private TestLake lake;
  private Path registry;
  private ModelDigest first;

  @BeforeEach
  void write() throws IOException {
    lake = new TestLake(folder.resolve("lake"), new Ticking());
    registry = folder.resolve("lake/models");
    first = SmallModel.write(folder.resolve("first"), 1);
    Path training = Files.createDirectories(folder.resolve("first/training"));
    Files.writeString(training.resolve("optimizer.bin"), "moments");
  }

  private RunReport register(String model, String alias) {
    return lake.run(
        new RegisterJob(), Map.of("model", folder.resolve(model).toString(), "alias", alias));
  }

  private List<Row> rows() {
    return lake.table("models").orderBy("made_at").collectAsList();
  }

  @Test
  void copiesTheModelUnderItsDigestWithoutTrainingState() {
    RunReport report = register("first", "tutor");

    Path copy = registry.resolve(first.model());
    assertThat(report.outcome().artifacts()).containsEntry("model", copy.toString());
    assertThat(ModelDigest.of(copy)).isEqualTo(first);
    assertThat(copy.resolve("training")).doesNotExist();
    assertThat(rows()).hasSize(1);
    Row row = rows().get(0);
    assertThat(row.<String>getAs("model_digest")).isEqualTo(first.model());
    assertThat(row.<String>getAs("weights_digest")).isEqualTo(first.weights());
    assertThat(row.<String>getAs("stage")).isEqualTo("registered");
    assertThat(row.<String>getAs("alias")).isEqualTo("tutor");
    assertThat(row.<String>getAs("path")).isEqualTo(copy.toString());
  }

  @Test
  void registeredTwiceAddsNothing() {
    register("first", "tutor");
    RunReport again = register("first", "tutor");

    assertThat(again.status()).isEqualTo(RunReport.Status.UNCHANGED);
    assertThat(rows()).hasSize(1);
    assertThat(registry).isDirectoryNotContaining("glob:**/.*");
  }

  @Test
  void theAliasMovesFromTheOldModelToTheNewOne() {
    ModelDigest second = SmallModel.write(folder.resolve("second"), 2);
    register("first", "tutor");
    register("first", "teacher");
    register("second", "tutor");

    assertThat(meaning("tutor")).isEqualTo(second.model());
    assertThat(meaning("teacher")).isEqualTo(first.model());
    assertThat(rows()).hasSize(3);
    assertThat(ModelDigest.of(registry.resolve(first.model()))).isEqualTo(first);
    assertThat(ModelDigest.of(registry.resolve(second.model()))).isEqualTo(second);
  }

  /** The newest row of an alias is what it means. */
  private String meaning(String alias) {
    Dataset<Row> named = lake.table("models").where(functions.col("alias").equalTo(alias));
    return named.orderBy(functions.col("made_at").desc()).first().getAs("model_digest");
  }

  @Test
  void aRegistryThatWasChangedByHandIsNotRegisteredAgain() {
    register("first", "tutor");
    SmallModel.write(registry.resolve(first.model()), 9);

    assertThatThrownBy(() -> register("first", "teacher"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the registry holds another model under this digest")
        .hasMessageContaining("Remove that folder");
    assertThat(rows()).hasSize(1);
  }

  @Test
  void anAliasThatIsNoNameIsRefused() {
    assertThatThrownBy(() -> register("first", "My Tutor"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("option 'alias': the alias 'My Tutor' is not in kebab case");
    assertThat(registry).doesNotExist();
  }
}
