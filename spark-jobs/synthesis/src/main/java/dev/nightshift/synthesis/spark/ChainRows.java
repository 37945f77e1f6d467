package dev.nightshift.synthesis.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.curation.spark.PreferenceRow;
import dev.nightshift.curation.spark.PromptRow;
import dev.nightshift.curation.spark.RejectRow;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.schema.identity.RowIdentity;
import dev.nightshift.synthesis.constitutional.Chain;
import dev.nightshift.synthesis.constitutional.ChainSettings;
import dev.nightshift.synthesis.constitutional.Constitution;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The rows of the lake that chains become.
 *
 * @param modelDigest the model that wrote the texts
 * @param constitution the principles
 * @param settings how pairs were made
 * @param now when
 */
record ChainRows(
    String modelDigest, Constitution constitution, ChainSettings settings, Instant now) {

  /** The job's name: the stage of rejects, and the source of pairs. */
  static final String STAGE = "constitutional";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** One row for each text that was generated; its parent is the text before it. */
  List<SyntheticRow> synthetic(Chain chain) {
    List<SyntheticRow> rows = new ArrayList<>();
    String parent = chain.rowId();
    int last = chain.steps().size() - 1;
    for (int i = 0; i <= last; i++) {
      Chain.Step step = chain.steps().get(i);
      String content = content(step);
      String rowId = syntheticId(parent, content);
      rows.add(
          new SyntheticRow(
              rowId,
              parent,
              modelDigest,
              step.promptDigest(),
              settings.seed(),
              i < last ? "step" : verdict(chain),
              content));
      parent = rowId;
    }
    return rows;
  }

  private String syntheticId(String parent, String content) {
    return Digest.start()
        .add("synthetic")
        .add(modelDigest)
        .add(settings.seed())
        .add(parent)
        .add(content)
        .hex();
  }

  private String content(Chain.Step step) {
    ObjectNode content = JSON.createObjectNode();
    content.put("step", step.name());
    if (!step.principle().isEmpty()) {
      content.put("principle", step.principle());
      content.put("constitution", constitution.digest());
    }
    return content.put("text", step.text()).toString();
  }

  static String verdict(Chain chain) {
    return chain.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The pair of a chain that was kept. */
  PreferenceRow preference(Chain chain, PromptRow prompt) {
    String chosen = String.valueOf(chain.chosen());
    String rejected = String.valueOf(chain.rejected());
    String source = STAGE + "/" + constitution.name();
    String identity =
        Digest.start().add(prompt.prompt()).add(chosen).add(rejected).add(modelDigest).hex();
    return new PreferenceRow(
        RowIdentity.rowId(source, prompt.fileDigest(), prompt.position(), identity),
        RowIdentity.docId(prompt.prompt() + "\n" + chosen + "\n" + rejected),
        source,
        prompt.file(),
        prompt.fileDigest(),
        prompt.position(),
        prompt.licence(),
        prompt.prompt(),
        chosen,
        rejected,
        meta(chain),
        now);
  }

  private Map<String, String> meta(Chain chain) {
    Map<String, String> meta = new TreeMap<>();
    meta.put("form", settings.form().name().toLowerCase(Locale.ROOT));
    meta.put("prompt_row_id", chain.rowId());
    meta.put("model_digest", modelDigest);
    meta.put("constitution", constitution.name());
    meta.put("constitution_digest", constitution.digest());
    meta.put("seed", Long.toString(settings.seed()));
    meta.put(
        "principles",
        chain.steps().stream()
            .filter(step -> step.name().startsWith("critique") || step.name().equals("feedback"))
            .map(Chain.Step::principle)
            .collect(Collectors.joining(",")));
    chain.steps().stream()
        .filter(step -> step.name().startsWith("critique"))
        .forEach(step -> meta.put(step.name(), step.text()));
    List<SyntheticRow> synthetic = synthetic(chain);
    SyntheticRow last = synthetic.get(synthetic.size() - 1);
    meta.put("synthetic_row_id", last.rowId());
    meta.put("prompt_digest", String.valueOf(last.promptDigest()));
    if (chain.probability() != null) {
      meta.put("probability", chain.probability().toString());
    }
    return meta;
  }

  /** A prompt that gave no pair, with the reason. */
  RejectRow reject(Chain chain, PromptRow prompt) {
    String reason = verdict(chain);
    return new RejectRow(
        RejectRow.id(STAGE, prompt.fileDigest(), prompt.position(), reason),
        STAGE,
        prompt.file(),
        prompt.position(),
        prompt.rowId(),
        reason,
        chain.detail(),
        null,
        prompt.prompt().getBytes(StandardCharsets.UTF_8));
  }
}
