package dev.nightshift.inference.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.forward.ForwardInput;
import dev.nightshift.inference.forward.ForwardOutput;
import dev.nightshift.inference.forward.KeyValueCache;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real pretrained model, against what llama2.c itself prints. */
class Llama2cImporterTest {

  private static final Path DATA =
      Path.of(System.getProperty("nightshift.root", "."), "..", "shared", "data", "stories260K");

  @TempDir Path temporary;

  @BeforeEach
  void needsTheData() {
    assumeTrue(Files.exists(DATA.resolve("stories260K.bin")), "no stories260K at " + DATA);
  }

  @Test
  void continuesGreedilyLikeLlama2c() throws IOException {
    Path folder = temporary.resolve("stories260K");
    Llama2cImporter.importFrom(DATA, folder);
    try (LanguageModel model = LanguageModel.load(folder);
        NoGradGuard noGrad = new NoGradGuard();
        PointerScope scope = new PointerScope();
        KeyValueCache start =
            KeyValueCache.allocate(model.config(), 1, 256, torch.ScalarType.Float)) {
      List<Integer> ids = new ArrayList<>();
      KeyValueCache cache = start;
      int token = 1;
      for (int step = 0; step < 256; step++) {
        ForwardOutput out =
            Decoder.forward(
                model.config(),
                model.weights(),
                ForwardInput.ofIds(TensorIo.ids(new int[] {token}, 1, 1)).withCache(cache));
        cache = out.cache();
        float[] logits =
            TensorIo.toFloats(Decoder.logits(model.config(), model.weights(), out.hidden()));
        if (step == 0) {
          assertThat(logits[403]).isCloseTo(17.0235f, within(1e-4f));
          assertThat(logits[385]).isCloseTo(15.4062f, within(1e-4f));
        }
        token = best(logits);
        if (token == 1) {
          break;
        }
        ids.add(token);
      }
      String text =
          model.requireTokenizer().decode(ids.stream().mapToInt(Integer::intValue).toArray(), true);
      // llama2.c ends its text with a line feed of its own.
      assertThat(text + "\n").isEqualTo(Files.readString(DATA.resolve("greedy256.expected.txt")));
    }
  }

  @Test
  void encodesLikeLlama2c() {
    Path folder = temporary.resolve("stories260K");
    Llama2cImporter.importFrom(DATA.resolve("stories260K.bin"), folder);
    try (LanguageModel model = LanguageModel.load(folder)) {
      var tokenizer = model.requireTokenizer();
      assertThat(tokenizer.encode("Once upon a time", true)).containsExactly(1, 403, 407, 261, 378);
      String text = "Zoë said \"hi\" to 世界.\nThe end!";
      int[] ids = tokenizer.encode(text, false);
      assertThat(tokenizer.decode(ids, false)).isEqualTo(text);
      assertThat(tokenizer.vocabSize()).isEqualTo(512);
      assertThat(tokenizer.bosId()).hasValue(1);
      assertThat(tokenizer.eosId()).hasValue(2);
      assertThat(model.generation().eosTokenIds()).containsExactly(1, 2);
      assertThat(model.weights().values().stream().mapToLong(Tensor::numel).sum())
          .isEqualTo(260_032);
    }
  }

  @Test
  void refusesATruncatedCheckpointAndAForeignTokenizer() throws IOException {
    byte[] bytes = Files.readAllBytes(DATA.resolve("stories260K.bin"));
    Path cut = Files.write(temporary.resolve("cut.bin"), Arrays.copyOf(bytes, bytes.length - 4));
    Path tokenizer = DATA.resolve("tok512.bin");
    assertThatThrownBy(() -> Llama2cImporter.importModel(cut, tokenizer, temporary.resolve("o")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the header asks for 1056540 bytes, the file has 1056536");
    bytes[0] = -1;
    bytes[3] = -1;
    Path mad = Files.write(temporary.resolve("mad.bin"), bytes);
    assertThatThrownBy(() -> Llama2cImporter.importModel(mad, tokenizer, temporary.resolve("o")))
        .hasMessageContaining("the header's dim is -");
    byte[] pieces = Files.readAllBytes(tokenizer);
    Path half = Files.write(temporary.resolve("tok.bin"), Arrays.copyOf(pieces, pieces.length / 2));
    assertThatThrownBy(
            () ->
                Llama2cImporter.importModel(
                    DATA.resolve("stories260K.bin"), half, temporary.resolve("o")))
        .hasMessageContaining("the llama2.c tokenizer cannot be read");
    assertThat(temporary.resolve("o")).doesNotExist();
  }

  private static int best(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }
}
