package dev.nightshift.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.schema.error.Nearest;
import dev.nightshift.schema.error.RequestException;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobRegistryTest {

  private record Named(String name) implements Job {
    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "";
    }

    @Override
    public String example() {
      return "";
    }

    @Override
    public List<JobOption> options() {
      return List.of();
    }

    @Override
    public JobOutcome run(JobContext context, JobArguments arguments) {
      return JobOutcome.empty();
    }
  }

  @Test
  void unknownNameIsMetWithTheNearest() {
    JobRegistry jobs = new JobRegistry(List.of(new Named("ingest"), new Named("curate")));
    assertThat(jobs.find("curate", "").name()).isEqualTo("curate");
    assertThat(jobs.all()).extracting(Job::name).containsExactly("curate", "ingest");
    assertThatThrownBy(() -> jobs.find("ingets", "a.yaml:3"))
        .isInstanceOf(RequestException.class)
        .hasMessage(
            "a.yaml:3: there is no job 'ingets'. Did you mean 'ingest'? The jobs are: curate,"
                + " ingest.");
    assertThatThrownBy(() -> jobs.find("train", ""))
        .hasMessage("there is no job 'train'. The jobs are: curate, ingest.");
  }

  @Test
  void oneNameBelongsToOneJob() {
    assertThatThrownBy(() -> new JobRegistry(List.of(new Named("a"), new Named("a"))))
        .hasMessageContaining("two jobs are named a");
  }

  @Test
  void distanceIsLevenshteins() {
    assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.distance("", "abc")).isEqualTo(3);
    assertThat(Nearest.distance("same", "same")).isZero();
  }
}
