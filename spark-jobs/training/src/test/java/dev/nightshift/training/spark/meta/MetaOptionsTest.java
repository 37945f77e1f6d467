package dev.nightshift.training.spark.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.meta.EpisodeSize;
import dev.nightshift.training.meta.InnerRule;
import dev.nightshift.training.meta.MetaMethod;
import dev.nightshift.training.meta.MetaSettings;
import dev.nightshift.training.meta.Normalisation;
import dev.nightshift.training.optimizer.LearningRateSchedule.Shape;
import dev.nightshift.training.state.TrainingSettings;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Published defaults, and options that nothing reads. */
class MetaOptionsTest {

  /** Finn et al. 2017, appendix A.1: 5 ways 1 step of .4 and 32 tasks, 20 ways 5 of .1 and 16. */
  @Test
  void mamlOnCharactersIsThatOfItsPaper() {
    MetaOptions five = options("--method", "maml", "--protocol", "omniglot");
    assertThat(five.meta()).isEqualTo(new MetaSettings(MetaMethod.MAML, 1, .4, 10));
    assertThat(five.settings(1).batchSize()).isEqualTo(32);
    assertThat(five.normalisation()).isEqualTo(Normalisation.TRANSDUCTIVE);
    MetaOptions twenty = options("--method", "maml", "--protocol", "omniglot", "--ways", "20");
    assertThat(twenty.meta()).isEqualTo(new MetaSettings(MetaMethod.MAML, 5, .1, 10));
    assertThat(twenty.settings(1).batchSize()).isEqualTo(16);
    assertThat(twenty.settings(1).schedule().shape()).isEqualTo(Shape.CONSTANT);
  }

  /**
   * Snell et al. 2017, section 3.1: one episode of 60 ways and 5 queries a step, and a rate of .001
   * that is halved every 2,000 episodes.
   */
  @Test
  void prototypesLearnOnManyWays() throws IOException {
    MetaOptions options = options("--method", "protonet", "--protocol", "omniglot", "--shots", "5");
    assertThat(options.normalisation()).isEqualTo(Normalisation.RUNNING);
    assertThat(options.settings(1).batchSize()).isEqualTo(1);
    assertThat(options.settings(1).schedule().rate(2000)).isEqualTo(.001);
    assertThat(options.settings(1).schedule().rate(2001)).isEqualTo(.0005);
    assertThat(options.measuredSize()).isEqualTo(new EpisodeSize(5, 5, 15));
    assertThat(options.trainingSize(drawings -> 600)).isEqualTo(new EpisodeSize(60, 5, 5));
    assertThat(options.trainingSize(drawings -> drawings == 10 ? 44 : 0))
        .isEqualTo(new EpisodeSize(44, 5, 5));
    MetaOptions given =
        options(
            "--method",
            "protonet",
            "--protocol",
            "omniglot",
            "--train-ways",
            "20",
            "--train-shots",
            "2",
            "--train-queries",
            "3",
            "--normalisation",
            "transductive");
    assertThat(given.trainingSize(drawings -> 600)).isEqualTo(new EpisodeSize(20, 2, 3));
    assertThat(given.normalisation()).isEqualTo(Normalisation.TRANSDUCTIVE);
  }

  /**
   * Nichol et al. 2018, appendix A: Adam with .001, 5 steps of 10 images of 10 shots, 5 tasks, 50
   * steps of 5 to measure.
   */
  @Test
  void reptileFallsLinearlyAndAdaptsByAdam() throws IOException {
    MetaOptions options = options("--method", "reptile", "--protocol", "omniglot");
    assertThat(options.meta())
        .isEqualTo(new MetaSettings(MetaMethod.REPTILE, 5, .001, InnerRule.ADAM, 10, 50, 5));
    assertThat(options("--method", "reptile", "--protocol", "omniglot", "--ways", "20").meta())
        .isEqualTo(new MetaSettings(MetaMethod.REPTILE, 10, .0005, InnerRule.ADAM, 20, 50, 10));
    assertThat(options.trainingSize(drawings -> 600)).isEqualTo(new EpisodeSize(5, 10, 5));
    TrainingSettings settings = options.settings(1);
    assertThat(settings.batchSize()).isEqualTo(5);
    assertThat(settings.schedule().rate(1)).isEqualTo(1);
    // The last of ten steps has a tenth of the way left.
    assertThat(settings.schedule().rate(10)).isCloseTo(.1, within(1e-12));
    assertThat(options("--method", "reptile", "--protocol", "sine").meta())
        .isEqualTo(new MetaSettings(MetaMethod.REPTILE, 5, .01, 10));
  }

  @Test
  void optionsThatNothingReadsAreFaults() {
    assertThat(
            faults(
                "--method",
                "reptile",
                "--protocol",
                "sine",
                "--data",
                "d",
                "--filters",
                "8",
                "--normalisation",
                "running",
                "--ways",
                "5",
                "--held-out-tasks",
                ".5",
                "--max-length",
                "64",
                "--weight-decay",
                ".1",
                "--beta1",
                "0",
                "--halve-every",
                "10"))
        .containsExactlyInAnyOrder(
            "--data was given, and the protocol sine does not read it",
            "--filters was given, and the protocol sine does not read it",
            "--normalisation was given, and the protocol sine does not read it",
            "--ways was given, and the protocol sine does not read it",
            "--held-out-tasks was given, and the protocol sine does not read it",
            "--max-length was given, and the protocol sine does not read it",
            "--weight-decay was given, and --method reptile does not read it",
            "--beta1 was given, and --method reptile does not read it",
            "--halve-every was given, and a schedule without halving does not read it");
    assertThat(
            faults(
                "--method",
                "protonet",
                "--protocol",
                "omniglot",
                "--data",
                "d",
                "--inner-steps",
                "2",
                "--adaptation-steps",
                "3",
                "--train-ways",
                "30"))
        .containsExactlyInAnyOrder(
            "--inner-steps was given, and --method protonet does not read it",
            "--adaptation-steps was given, and --method protonet does not read it");
    assertThat(
            faults(
                "--method", "maml", "--protocol", "omniglot", "--data", "d", "--train-ways", "30"))
        .containsExactly(
            "--train-ways is 30 and --ways is 5: the net of maml has one output for each way");
    assertThat(faults("--method", "maml", "--protocol", "language", "--max-length", "64"))
        .isEmpty();
  }

  @Test
  void fewEpisodesAreSaid() {
    assertThat(options("--method", "maml", "--episodes", "599").warnings())
        .containsExactly("measured on 599 episodes: published results are means over 600 or more");
    assertThat(options("--method", "maml").warnings()).isEmpty();
  }

  private static List<String> faults(String... given) {
    Faults faults = new Faults();
    options(given).check(faults);
    return faults.list().stream().map(fault -> fault.problem()).toList();
  }

  private static MetaOptions options(String... given) {
    Map<String, String> options = new HashMap<>(Map.of("steps", "10"));
    for (int i = 0; i < given.length; i += 2) {
      options.put(given[i].substring(2), given[i + 1]);
    }
    Faults faults = new Faults();
    JobArguments arguments = JobArguments.check(new MetaJob(), options, "test", faults);
    faults.throwIfAny();
    return new MetaOptions(arguments);
  }
}
