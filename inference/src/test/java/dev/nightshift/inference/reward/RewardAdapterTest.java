package dev.nightshift.inference.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.adapter.LoraAdapter;
import dev.nightshift.inference.adapter.LoraConfig;
import dev.nightshift.inference.checkpoint.Checkpoint;
import dev.nightshift.inference.checkpoint.WriteOptions;
import dev.nightshift.inference.export.HuggingFaceExporter;
import dev.nightshift.inference.model.Head;
import dev.nightshift.inference.model.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewardAdapterTest {

  @TempDir private Path temporary;

  @Test
  void anAdapterBringsItsHead() throws IOException {
    Path folder =
        RewardFolders.write(temporary, "llama", Head.REWARD, WordTokenizer.PADDING, "model");
    Path adapterFolder = temporary.resolve("adapter");
    Path merged = temporary.resolve("merged");
    List<String> prompts = List.of("one two", "three");
    List<String> answers = List.of("three", "five four");
    try (Checkpoint checkpoint = Checkpoint.read(folder);
        PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      ModelConfig config = checkpoint.config();
      LoraConfig lora = LoraConfig.of(2, 4, List.of("q_proj")).withHeadOf(config);
      try (LoraAdapter adapter =
          LoraAdapter.fresh(config, lora, checkpoint.weights().asMap(), 5)) {
        adapter.tensors().get("score.weight").neg_();
        adapter.tensors().get("model.layers.0.self_attn.q_proj.lora_B.weight").fill_(new Scalar(.5));
        adapter.write(adapterFolder);
      }
    }
    Path settings = adapterFolder.resolve("adapter_config.json");
    String text = Files.readString(settings);
    assertThat(text)
        .contains("\"task_type\" : \"SEQ_CLS\"", "\"modules_to_save\" : [ \"score\" ]");
    // PEFT itself names the heads of all architectures.
    Files.writeString(settings, text.replace("[ \"score\" ]", "[ \"classifier\", \"score\" ]"));
    HuggingFaceExporter.export(folder, adapterFolder, merged, WriteOptions.DEFAULT);
    try (RewardModel plain = RewardModel.load(folder);
        RewardModel applied = RewardModel.load(folder, adapterFolder);
        RewardModel whole = RewardModel.load(merged)) {
      double[] before = plain.score(prompts, answers);
      double[] after = applied.score(prompts, answers);
      double[] folded = whole.score(prompts, answers);
      for (int i = 0; i < before.length; i++) {
        assertThat(after[i]).isCloseTo(folded[i], within(2e-5));
        assertThat(after[i]).isNotCloseTo(before[i], within(1e-3));
      }
    }
    Files.writeString(settings, text.replace("[ \"score\" ]", "[ \"lm_head\" ]"));
    assertThatThrownBy(() -> RewardModel.load(folder, adapterFolder))
        .hasMessageContaining("modules_to_save is [\"lm_head\"]");
  }
}
