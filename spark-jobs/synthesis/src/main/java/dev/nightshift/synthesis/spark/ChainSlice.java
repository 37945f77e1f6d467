package dev.nightshift.synthesis.spark;

import dev.nightshift.inference.tokenizer.ChatTemplate;
import dev.nightshift.runtime.model.ModelHolder;
import dev.nightshift.synthesis.constitutional.Chain;
import dev.nightshift.synthesis.constitutional.ChainSettings;
import dev.nightshift.synthesis.constitutional.Constitution;
import dev.nightshift.synthesis.constitutional.ConstitutionalChain;
import dev.nightshift.synthesis.constitutional.PromptText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Makes the chains of one partition with the model that the process holds. A chain does not depend
 * on those beside it, so neither the partitions nor the batches show in the result.
 *
 * @param folder the model's folder
 * @param digest its model digest
 * @param constitution the principles
 * @param settings how pairs are made
 * @param batchSize texts that are generated together
 */
record ChainSlice(
    String folder, String digest, Constitution constitution, ChainSettings settings, int batchSize)
    implements FlatMapFunction<Iterator<PromptText>, Chain> {

  private static final long serialVersionUID = 1L;

  @Override
  public Iterator<Chain> call(Iterator<PromptText> rows) {
    List<PromptText> prompts = new ArrayList<>();
    rows.forEachRemaining(prompts::add);
    if (prompts.isEmpty()) {
      return List.<Chain>of().iterator();
    }
    try (ModelHolder.Lease lease = ModelHolder.process().borrow(Path.of(folder), digest)) {
      return new ConstitutionalChain(
              lease.model(), ChatTemplate.load(Path.of(folder)), constitution, settings, batchSize)
          .run(prompts)
          .iterator();
    }
  }
}
