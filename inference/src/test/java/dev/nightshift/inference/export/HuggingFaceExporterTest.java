package dev.nightshift.inference.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.inference.Goldens;
import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.checkpoint.WriteOptions;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.forward.ForwardInput;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.inference.tensor.TensorIo;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceExporterTest {

  @TempDir Path temporary;

  @Test
  void anExportInFloat32IsTheSameModel() {
    Path model = Goldens.folder("qwen3");
    assertThat(
            HuggingFaceExporter.export(model, null, temporary.resolve("o"), WriteOptions.DEFAULT))
        .isEqualTo(ModelDigest.of(model));
  }

  @Test
  void aMergedExportStandsAloneAndGivesTheReferencesLogits() {
    Path output = temporary.resolve("merged");
    HuggingFaceExporter.export(
        Goldens.folder("llama"),
        Goldens.folder("llama-lora"),
        output,
        WriteOptions.DEFAULT.withMaxShardBytes(100_000));
    double[] expected = Goldens.doubles(Goldens.all().get("lora").get("last_logits"));
    assertThat(worst(output, expected)).isLessThan(2e-5);
    Path narrow = temporary.resolve("narrow");
    HuggingFaceExporter.export(
        Goldens.folder("llama"),
        Goldens.folder("llama-lora"),
        narrow,
        WriteOptions.DEFAULT.withType(DType.BF16));
    assertThat(worst(narrow, expected)).isBetween(1e-4, 0.2);
  }

  private static double worst(Path folder, double[] expected) {
    int[] row = Goldens.rows()[0];
    try (LanguageModel model = LanguageModel.load(folder);
        NoGradGuard noGrad = new NoGradGuard();
        PointerScope scope = new PointerScope()) {
      ForwardInput input = ForwardInput.ofIds(TensorIo.ids(row, 1, row.length));
      Tensor hidden = Decoder.forward(model.config(), model.weights(), input).hidden();
      double[] actual =
          TensorIo.toDoubles(
              Decoder.logits(model.config(), model.weights(), hidden.select(1, row.length - 1)));
      double worst = 0;
      for (int i = 0; i < expected.length; i++) {
        worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
      }
      return worst;
    }
  }
}
