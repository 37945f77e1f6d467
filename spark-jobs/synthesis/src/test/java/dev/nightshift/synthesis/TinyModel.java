package dev.nightshift.synthesis;

import dev.nightshift.curation.bpe.BytePairModel;
import dev.nightshift.curation.bpe.BytePairTrainer;
import dev.nightshift.curation.bpe.PreTokenizer;
import dev.nightshift.curation.bpe.PreTokenizer.Digits;
import dev.nightshift.curation.bpe.TokenizerFolder;
import dev.nightshift.inference.checkpoint.CheckpointWriter;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A random Llama of one layer over the byte pairs of a text. */
public final class TinyModel {

  private static final int VOCABULARY = 600;
  private static final List<String> SPECIAL = List.of("<bos>", "<eos>");

  private TinyModel() {}

  /** Writes a model folder whose weights follow from the seed. */
  public static Path write(Path folder, String text, long seed) throws IOException {
    Map<String, Long> pieces = new TreeMap<>();
    new PreTokenizer(SPECIAL, Digits.GROUPED)
        .forEach(text, piece -> pieces.merge(piece, 1L, Long::sum));
    BytePairModel pairs = BytePairTrainer.train(pieces, VOCABULARY, SPECIAL, n -> {});
    Path tokenizer = Files.createDirectories(folder.resolveSibling("tokenizer"));
    for (var file : TokenizerFolder.files(pairs, Digits.GROUPED, true).entrySet()) {
      Files.write(tokenizer.resolve(file.getKey()), file.getValue());
    }
    ModelConfig config =
        ModelConfig.parse(
            """
            {"model_type": "llama", "vocab_size": %d, "hidden_size": 16, "num_hidden_layers": 1,
             "num_attention_heads": 2, "intermediate_size": 32, "max_position_embeddings": 768,
             "initializer_range": 0.5, "bos_token_id": 0, "eos_token_id": 1}
            """
                .formatted(pairs.size()));
    try (NamedTensors weights = Decoder.initialize(config, seed)) {
      CheckpointWriter.write(folder, config, weights.asMap(), tokenizer);
    }
    return folder;
  }
}
