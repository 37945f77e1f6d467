package dev.nightshift.training.preference;

import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.data.MismatchedAnswers;
import dev.nightshift.training.data.PairFile;
import dev.nightshift.training.data.Piece;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.lm.TinyLlama;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.state.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;

/** Examples of random tokens, a tiny decoder, and what it says of them before training. */
final class SmallPairs {

  private static final int MAX_LENGTH = 24;

  private SmallPairs() {}

  /** Which answers an example has. */
  enum Kind {
    PAIRS,
    LABELLED
  }

  /** Writes examples, their mismatched answers, and the reference of both. */
  static Path write(Path folder, Kind kind, int count) throws IOException {
    try (SequenceWriter writer = new SequenceWriter(folder)) {
      for (int i = 0; i < count; i++) {
        CounterRandom random = CounterRandom.of(4, "small-pairs", i);
        int[] prompt = tokens(random, 1 + random.nextInt(6));
        boolean good = kind == Kind.PAIRS || i % 3 > 0;
        boolean bad = kind == Kind.PAIRS || i % 3 == 0;
        for (boolean there : new boolean[] {good, bad}) {
          int[] answer = tokens(random, 2 + random.nextInt(7));
          int[] ids = Arrays.copyOf(prompt, prompt.length + answer.length);
          System.arraycopy(answer, 0, ids, prompt.length, answer.length);
          writer.add(there ? ids : new int[0], prompt.length);
        }
      }
      writer.finish();
    }
    Path mismatched = PreferenceProgram.mismatchedOf(folder);
    try (PairFile pairs = PairFile.open(folder)) {
      MismatchedAnswers.write(pairs, mismatched, MAX_LENGTH);
    }
    reference(folder);
    reference(mismatched);
    return folder;
  }

  private static int[] tokens(CounterRandom random, int count) {
    int[] ids = new int[count];
    for (int i = 0; i < count; i++) {
      ids[i] = 3 + random.nextInt(60);
    }
    return ids;
  }

  private static void reference(Path folder) throws IOException {
    ModelConfig config = ModelConfig.parse(TinyLlama.wideJson());
    try (PointerScope scope = new PointerScope();
        NamedTensors weights = Decoder.initialize(config, 1);
        SequenceFile file = SequenceFile.open(folder);
        ReferenceLogProbs.Writer writer = new ReferenceLogProbs.Writer(folder)) {
      TrainedDecoder decoder = new TrainedDecoder(config);
      for (int s = 0; s < file.count(); s++) {
        if (file.length(s) == 0) {
          writer.add(0);
          continue;
        }
        TokenBatch row = TokenBatch.of(file, List.of(List.of(new Piece(s, 0, file.length(s)))), 0);
        writer.add(AnswerLogProbs.of(decoder, weights.asMap(), row)[0]);
      }
      writer.finish();
    }
  }

  /** A store whose initial state is the decoder. */
  static CheckpointStore store(Path folder, String name) throws IOException {
    CheckpointStore store = new CheckpointStore(folder.resolve(name));
    Path template = Files.createDirectories(folder.resolve("template"));
    Files.writeString(template.resolve("config.json"), TinyLlama.wideJson());
    CheckpointStore.writeAtomically(
        store.initial(),
        initial -> {
          try (PointerScope scope = new PointerScope();
              NamedTensors weights =
                  Decoder.initialize(ModelConfig.parse(TinyLlama.wideJson()), 1)) {
            WorkingModel.write(initial, weights.asMap(), template);
          }
        });
    return store;
  }
}
