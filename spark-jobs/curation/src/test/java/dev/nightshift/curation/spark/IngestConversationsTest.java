package dev.nightshift.curation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.curation.conversation.ConversationFormat;
import dev.nightshift.curation.conversation.ConversationLayout;
import dev.nightshift.curation.conversation.Message;
import dev.nightshift.runtime.job.RunReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestConversationsTest {

  private Path folder;
  private JobBench bench;

  @BeforeEach
  void open(@TempDir Path folder) {
    this.folder = folder;
    bench = new JobBench(folder);
  }

  private RunReport ingest(String... options) {
    Map<String, String> all =
        new HashMap<>(Map.of("kind", "conversations", "table", "conversations"));
    for (int i = 0; i < options.length; i += 2) {
      all.put(options[i], options[i + 1]);
    }
    return bench.run(new IngestJob(), all);
  }

  private static String show(Row row) {
    StringBuilder text = new StringBuilder();
    for (Row message : row.<Row>getList(row.fieldIndex("messages"))) {
      text.append(message.<String>getAs("role"))
          .append('=')
          .append(message.<String>getAs("content"));
      String calls = message.getAs("tool_calls");
      text.append(calls == null ? "" : calls).append("; ");
    }
    return text.append(row.getJavaMap(row.fieldIndex("meta"))).toString();
  }

  @Test
  void everyLayoutBecomesTheSameTable() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("c.jsonl"),
            """
            {"messages":[{"role":"user","content":"Q"},{"role":"assistant","content":"A"}],"id":7}
            {"conversations":[{"from":"human","value":"Q"},{"from":"gpt","value":"A"}]}
            {"instruction":"Add","input":"1 2","output":"3"}
            {"text":"\\n\\nHuman: Q\\n\\nAssistant: A"}
            {"messages":[{"role":"user","content":"Q"},{"role":"assistant","tool_calls":[{"id":"x"}]}]}
            {"messages":[{"role":"robot","content":"Q"}]}
            {"messages":[{"role":"user","content":""},{"role":"assistant","content":"A"}]}
            {"messages":[{"role":"user","content":"Q"}]}
            {"messages":[{"role":"system","content":"a"},{"role":"system","content":"b"},{"role":"assistant","content":"A"}]}
            {"title":"none"}
            {"messages":[{"role":"user","content":"\\ud800"},{"role":"assistant","content":"A"}]}
            """);
    RunReport report = ingest("input", file.toString(), "max-reject-share", "0.9");
    assertThat(report.outcome().counts().toString())
        .isEqualTo(
            "{files=1, files-repeated=0, read=11, rejected:empty-turn=1, rejected:lone-surrogate=1,"
                + " rejected:no-assistant-turn=1, rejected:no-conversation=1,"
                + " rejected:two-system-turns=1, rejected:unknown-role=1, already-known=0, kept=5}");
    List<Row> rows = bench.rows("conversations", "position");
    assertThat(rows)
        .extracting(IngestConversationsTest::show)
        .containsExactly(
            "user=Q; assistant=A; {conversation_format=openai, id=7}",
            "user=Q; assistant=A; {conversation_format=sharegpt}",
            "user=Add\n\n### Input:\n1 2; assistant=3; {conversation_format=alpaca}",
            "user=Q; assistant=A; {conversation_format=hh}",
            "user=Q; assistant=[{\"id\":\"x\"}]; {conversation_format=openai}");
    // One conversation in three layouts is one document.
    assertThat(rows.get(0).<String>getAs("doc_id"))
        .isEqualTo(rows.get(1).getAs("doc_id"))
        .isEqualTo(rows.get(3).getAs("doc_id"))
        .isNotEqualTo(rows.get(4).getAs("doc_id"));
    RunReport again =
        ingest("input", file.toString(), "max-reject-share", "0.9", "licence", "other");
    assertThat(again.outcome().counts())
        .containsEntry("kept", 0L)
        .containsEntry("already-known", 5L);
  }

  @Test
  void layoutAndFieldsMayBeNamed() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("c.jsonl"),
            "{\"chosen\":\"\\n\\nHuman: Q\\n\\nAssistant: A\",\"rejected\":\"x\"}\n");
    ingest("input", file.toString(), "conversation-format", "hh", "map", "text=chosen");
    assertThat(bench.rows("conversations", "position"))
        .extracting(IngestConversationsTest::show)
        .containsExactly("user=Q; assistant=A; {conversation_format=hh, rejected=x}");
    assertThatThrownBy(
            () ->
                ingest(
                    "input", file.toString(),
                    "kind", "documents",
                    "conversation-format", "hh",
                    "table", "d"))
        .hasMessageContaining("the layout of conversations is given for documents");
  }

  @Test
  void preferencesOfMessagesBecomeDialogues() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("p.jsonl"),
            """
            {"chosen":[{"role":"user","content":"Q"},{"role":"assistant","content":"A"}],"rejected":[{"role":"user","content":"Q"},{"role":"assistant","content":"B"}],"score":5}
            {"prompt":[{"role":"system","content":"S"},{"role":"user","content":"Q"}],"chosen":[{"role":"assistant","content":"A"}],"rejected":[{"role":"assistant","content":"A"}]}
            {"chosen":[{"role":"user","content":"Q\\n\\nHuman: R"},{"role":"assistant","content":"A"}],"rejected":[{"role":"user","content":"Q\\n\\nHuman: R"},{"role":"assistant","content":"B"}]}
            """);
    RunReport report =
        ingest(
            "input", file.toString(),
            "kind", "preferences",
            "table", "preferences",
            "max-reject-share", "0.9");
    assertThat(report.outcome().counts())
        .containsEntry("kept", 1L)
        .containsEntry("rejected:equal-answers", 1L)
        .containsEntry("rejected:cannot-be-held", 1L);
    Row row = bench.rows("preferences", "position").get(0);
    assertThat(row.<String>getAs("prompt")).isEqualTo("\n\nHuman: Q\n\nAssistant:");
    assertThat(row.<String>getAs("chosen")).isEqualTo(" A");
    assertThat(row.<String>getAs("rejected")).isEqualTo(" B");
    assertThat(row.getJavaMap(row.fieldIndex("meta")))
        .isEqualTo(Map.of("messages", "[{\"role\":\"user\",\"content\":\"Q\"}]", "score", "5"));
  }

  @Test
  void realDialoguesComeInAndReadBack() {
    RunReport report =
        ingest(
            "input", JobBench.shared("hh-rlhf/harmless-base.test.jsonl.gz").toString(),
            "conversation-format", "hh",
            "map", "text=chosen");
    Map<String, Long> counts = report.outcome().counts();
    assertThat(counts).containsEntry("read", 2312L);
    assertThat(counts.get("kept")).isGreaterThan(2280L);
  }

  @Test
  void realDialoguesAreWrittenBackAsTheyWere() throws Exception {
    ConversationLayout layout = ConversationFormat.HH.layout();
    ObjectMapper json = new ObjectMapper();
    int same = 0;
    int read = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Files.newInputStream(JobBench.shared("hh-rlhf/harmless-base.test.jsonl.gz"))),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String text = json.readTree(line).path("chosen").textValue();
        List<Message> messages = layout.read(json.createObjectNode().put("text", text));
        ObjectNode written = layout.write(messages);
        same += written.path("text").textValue().equals(text) ? 1 : 0;
        assertThat(layout.read(written)).isEqualTo(messages);
        read++;
      }
    }
    assertThat(read).isEqualTo(2312);
    assertThat(same).isEqualTo(read);
  }
}
