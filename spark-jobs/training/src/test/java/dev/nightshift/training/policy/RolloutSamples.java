package dev.nightshift.training.policy;

import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.lm.TinyLlama;
import dev.nightshift.training.state.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;

/** A tiny policy, and rollouts that it might have given. */
final class RolloutSamples {

  static final int COUNT = 12;

  /** Answers to each prompt. */
  static final int GROUP = 4;

  private RolloutSamples() {}

  /** Writes the initial state of a training. */
  static void writeInitial(Path initial, ValueKind value) throws IOException {
    CheckpointStore.writeAtomically(
        initial,
        folder -> {
          Files.writeString(folder.resolve("config.json"), TinyLlama.json());
          try (PointerScope scope = new PointerScope();
              NamedTensors weights = Decoder.initialize(TinyLlama.config(), 1)) {
            WorkingModel.write(folder, weights.asMap(), folder);
          }
        });
    InitialValue.write(initial, value, null);
  }

  /** Prompts of 3 to 6 tokens, each with {@link #GROUP} answers of 1 to 6. */
  static void writeSequences(Path folder, long iteration) throws IOException {
    try (SequenceWriter writer = new SequenceWriter(folder)) {
      for (int i = 0; i < COUNT; i++) {
        CounterRandom random = CounterRandom.of(6, "rollout/" + iteration, i);
        CounterRandom asked = CounterRandom.of(6, "prompt/" + iteration, i / GROUP);
        int[] prompt = tokens(asked, 3 + asked.nextInt(4));
        int[] answer = tokens(random, 1 + random.nextInt(6));
        writer.add(
            IntStream.concat(Arrays.stream(prompt), Arrays.stream(answer)).toArray(),
            prompt.length);
      }
      writer.finish();
    }
  }

  private static int[] tokens(CounterRandom random, int count) {
    int[] ids = new int[count];
    Arrays.setAll(ids, t -> 3 + random.nextInt(61));
    return ids;
  }

  /** An iteration of so many steps over them. */
  static PolicyIteration iteration(Path data, long number, long steps) {
    double[] scores = new double[COUNT];
    for (int i = 0; i < COUNT; i++) {
      scores[i] = CounterRandom.of(6, "score/" + number, i).nextGaussian();
    }
    return new PolicyIteration(
        number,
        number * steps,
        (number + 1) * steps,
        data.toString(),
        scores,
        Map.of("rollouts/length", 3.0));
  }
}
