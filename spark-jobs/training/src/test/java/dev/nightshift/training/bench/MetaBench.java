package dev.nightshift.training.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.inference.tensor.NativeThreads;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.meta.Adaptation;
import dev.nightshift.training.meta.CharacterFiles;
import dev.nightshift.training.meta.CharacterImages;
import dev.nightshift.training.meta.CurveSummary;
import dev.nightshift.training.meta.EpisodeSize;
import dev.nightshift.training.meta.InnerLoop;
import dev.nightshift.training.meta.Learner;
import dev.nightshift.training.meta.MetaMethod;
import dev.nightshift.training.meta.MetaProgram;
import dev.nightshift.training.meta.MetaSettings;
import dev.nightshift.training.meta.Normalisation;
import dev.nightshift.training.meta.OmniglotProtocol;
import dev.nightshift.training.meta.Protocol;
import dev.nightshift.training.meta.SineProtocol;
import dev.nightshift.training.meta.TaskFamily;
import dev.nightshift.training.meta.TaskFamily.Side;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.reduction.OneWorker;
import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.state.SegmentWork;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How methods adapt to waves and to Omniglot's characters after short meta-trainings, over 600
 * episodes with 95 % intervals, beside the published figures. Prints tables; run it with the
 * profile {@code bench}. {@code -Dmeta.steps=N} and {@code -Dmeta.omniglot.steps=N} change the
 * lengths: the published ones are 70,000 and 60,000 steps.
 */
@Tag("bench")
class MetaBench {

  private static final int EPISODES = 600;
  private static final int STEPS = Integer.getInteger("meta.steps", 1000);
  private static final int OMNIGLOT_STEPS = Integer.getInteger("meta.omniglot.steps", 60);
  private static final int OMNIGLOT_TASKS = 4;
  private static final int TRAIN_WAYS = 60;

  /**
   * Accuracies in percent after training on 1,200 characters, here on five alphabets: MAML by Finn
   * et al. 2017, table 1; FOMAML with transduction by Nichol et al. 2018, table 2; prototypical
   * networks by Snell et al. 2017, table 1.
   */
  private static final Map<String, String> PUBLISHED =
      Map.of(
          "maml 1", "98.7 ± 0.4",
          "maml 5", "99.9 ± 0.1",
          "fomaml 1", "98.3 ± 0.5",
          "fomaml 5", "99.2 ± 0.2",
          "protonet 1", "98.8",
          "protonet 5", "99.7");

  @TempDir Path folder;

  @Test
  void waves() throws IOException {
    System.out.printf(
        Locale.ROOT,
        "%n| sine, 10 shots | steps of 25 tasks | tasks/s | error after 0 updates | after 1 | after"
            + " 10 |%n|---|---|---|---|---|---|%n");
    for (MetaMethod method :
        List.of(
            MetaMethod.MAML,
            MetaMethod.FOMAML,
            MetaMethod.REPTILE,
            MetaMethod.ANIL,
            MetaMethod.META_SGD)) {
      boolean reptile = method == MetaMethod.REPTILE;
      MetaSettings meta = new MetaSettings(method, reptile ? 5 : 1, .01, 10);
      Measured measured =
          measure(
              "sine-" + method.label(),
              new MetaProgram<>(
                  settings(25, reptile ? 1 : 1e-3, STEPS), meta, new SineProtocol(1, 10, 10)),
              STEPS);
      System.out.printf(
          Locale.ROOT,
          "| %s | %,d | %,.0f | %s | %s | %s |%n",
          method.label(),
          STEPS,
          measured.tasksPerSecond,
          measured.shown("adapted/loss/0", 1),
          measured.shown("adapted/loss/1", 1),
          measured.shown("adapted/loss/10", 1));
    }
  }

  @Test
  void characters() throws IOException {
    Path shared = CharacterFiles.shared();
    Path prepared = folder.resolve("characters.bin");
    CharacterImages.read(
            List.of(
                shared.resolve("images_background_small1.zip"),
                shared.resolve("images_background_small2.zip")))
        .write(prepared);
    System.out.printf(
        Locale.ROOT,
        "%n| Omniglot, 5 ways | shots | steps of %d tasks | tasks/s | accuracy before updates, %% |"
            + " after 3, %% | published, %% |%n|---|---|---|---|---|---|---|%n",
        OMNIGLOT_TASKS);
    for (MetaMethod method : List.of(MetaMethod.PROTONET, MetaMethod.MAML, MetaMethod.FOMAML)) {
      for (int shots : new int[] {1, 5}) {
        boolean prototypes = method == MetaMethod.PROTONET;
        Measured measured =
            measure(
                "omniglot-" + method.label() + "-" + shots,
                new MetaProgram<>(
                    settings(OMNIGLOT_TASKS, 1e-3, OMNIGLOT_STEPS),
                    new MetaSettings(method, 1, .4, 3),
                    new OmniglotProtocol(
                        1,
                        prepared.toString(),
                        prototypes
                            ? new EpisodeSize(TRAIN_WAYS, shots, 5)
                            : new EpisodeSize(5, shots, 15),
                        new EpisodeSize(5, shots, 15),
                        64,
                        prototypes ? Normalisation.RUNNING : Normalisation.TRANSDUCTIVE,
                        prototypes)),
                OMNIGLOT_STEPS);
        System.out.printf(
            Locale.ROOT,
            "| %s | %d | %,d | %,.1f | %s | %s | %s |%n",
            method.label(),
            shots,
            OMNIGLOT_STEPS,
            measured.tasksPerSecond,
            measured.shown("adapted/accuracy/0", 100),
            prototypes ? "" : measured.shown("adapted/accuracy/3", 100),
            PUBLISHED.get(method.label() + " " + shots));
      }
    }
  }

  /** What came out of a training. */
  private record Measured(double tasksPerSecond, Map<String, Double> values) {

    /** A mean with its interval. */
    String shown(String name, double unit) {
      return String.format(
          Locale.ROOT,
          "%.3f [%.3f, %.3f]",
          unit * values.getOrDefault(name, Double.NaN),
          unit * values.getOrDefault(name + "/low", Double.NaN),
          unit * values.getOrDefault(name + "/high", Double.NaN));
    }
  }

  private <D> Measured measure(String name, MetaProgram<D> program, int steps) throws IOException {
    Protocol<D> protocol = program.protocol();
    CheckpointStore store = new CheckpointStore(folder.resolve(name));
    Path template = Files.createDirectories(folder.resolve("template"));
    Files.writeString(template.resolve("config.json"), "{}");
    Learner<D> learner = protocol.learner(template);
    CheckpointStore.writeAtomically(
        store.initial(),
        initial -> {
          try (PointerScope scope = new PointerScope()) {
            WorkingModel.write(
                initial,
                new InnerLoop<>(learner, program.meta()).withRates(learner.initial(1)),
                template);
          }
        });
    long start = System.nanoTime();
    try (OneWorker exchange = new OneWorker();
        Lanes lanes = new Lanes(NativeThreads.ofProcess())) {
      Path live = folder.resolve("live");
      Worker worker = new Worker(exchange, lanes);
      SegmentWork.run(program, store, new Segment(1, 0, steps, false), live, worker);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    List<Adaptation.Curve> curves = new ArrayList<>();
    try (PointerScope scope = new PointerScope();
        Lanes one = new Lanes(1);
        TaskFamily<D> tasks = protocol.tasks()) {
      Map<String, Tensor> parameters = WorkingModel.weights(store.folder(steps));
      Adaptation<D> adaptation = new Adaptation<>(learner, program.meta());
      for (int number = 0; number < EPISODES; number++) {
        int at = number;
        curves.add(
            one.alone(lane -> adaptation.curve(parameters, tasks.episode(Side.TEST, at), at)));
      }
    }
    assertThat(curves).hasSize(EPISODES);
    return new Measured(
        steps * program.settings().batchSize() / seconds, CurveSummary.of("adapted", curves));
  }

  private static TrainingSettings settings(int tasks, double rate, int steps) {
    return new TrainingSettings(
        1,
        tasks,
        1,
        2,
        new LearningRateSchedule(
            LearningRateSchedule.Shape.CONSTANT, rate, 0, Math.max(1, steps), 0, 0),
        new AdamWSettings(.9, .999, 1e-8, 0, AdamWSettings.DecayGroup.MATRICES),
        0);
  }
}
