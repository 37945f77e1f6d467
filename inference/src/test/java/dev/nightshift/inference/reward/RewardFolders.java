package dev.nightshift.inference.reward;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.nightshift.inference.Goldens;
import dev.nightshift.inference.checkpoint.Checkpoint;
import dev.nightshift.inference.checkpoint.CheckpointWriter;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.Head;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import java.io.IOException;
import java.nio.file.Path;

/** Decoders of the goldens with a fresh head of labels and a tokenizer of words. */
final class RewardFolders {

  private static final long SEED = 5;

  private RewardFolders() {}

  /** Writes a model folder of that name. */
  static Path write(Path root, String golden, Head head, int padding, String name)
      throws IOException {
    Path tokenizer = WordTokenizer.write(root.resolve(name + ".tokenizer"), true);
    Path folder = root.resolve(name);
    try (Checkpoint checkpoint = Checkpoint.read(Goldens.folder(golden))) {
      ModelConfig config =
          checkpoint.config().withHead(head).with("pad_token_id", IntNode.valueOf(padding));
      try (NamedTensors weights =
          Decoder.withFreshHead(config, checkpoint.weights().asMap(), SEED)) {
        CheckpointWriter.write(folder, config, weights.asMap(), tokenizer);
      }
    }
    return folder;
  }
}
