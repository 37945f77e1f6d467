package dev.nightshift.evaluation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.nightshift.evaluation.TestLake;
import dev.nightshift.evaluation.TinyModel;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeJobTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  /** Pairs of which the second answer is the right one, "good", in two of three. */
  private Path pairs(int count) throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean second = i % 3 != 0;
      lines.add(
          JSON.writeValueAsString(
              Map.of(
                  "instruction",
                  "Task " + i,
                  "output_1",
                  second ? "bad" : "good",
                  "output_2",
                  second ? "good" : "bad and long",
                  "generator_1",
                  "old",
                  "generator_2",
                  "new",
                  "preference",
                  second ? 2 : 1)));
    }
    return Files.write(folder.resolve("pairs" + count + ".jsonl"), lines);
  }

  /** A judge that finds "good", fails from some request on, and refuses Task 4. */
  private static HttpServer server(AtomicInteger asked, AtomicInteger failFrom) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          try (exchange) {
            JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
            String prompt = body.at("/messages/1/content").asText();
            int status = asked.incrementAndGet() > failFrom.get() ? 400 : 200;
            String said = prompt.contains("Answer A:\ngood") ? "So [[A]]" : "So [[B]]";
            String message =
                prompt.contains("Task 4\n")
                    ? "{\"content\": null, \"refusal\": \"no\"}"
                    : "{\"content\": \"" + said + "\"}";
            byte[] bytes =
                ("{\"choices\": [{\"message\": " + message + "}]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    server.start();
    return server;
  }

  @Test
  void noRequestIsSentTwiceAndBothOrdersMustAgree() throws Exception {
    TestLake bench = new TestLake(folder.resolve("lake"));
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger failFrom = new AtomicInteger(256);
    HttpServer server = server(asked, failFrom);
    try {
      String endpoint = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
      String[] options = {
        "input",
        pairs(150).toString(),
        "endpoint",
        endpoint,
        "endpoint-model",
        "m",
        "parallel",
        "1",
        "output",
        folder.resolve("judged").toString()
      };
      JudgeJob job = new JudgeJob(Map.of("OPENAI_API_KEY", "k"));
      assertThatThrownBy(() -> bench.run(job, options))
          .isInstanceOf(WorkException.class)
          .hasMessageContaining("What was judged so far is kept");
      int before = asked.get();
      failFrom.set(Integer.MAX_VALUE);
      RunReport report = bench.run(job, options);
      // The first round of 256 was kept; the rest of 300 is asked now.
      assertThat(asked.get() - before).isEqualTo(44);
      assertThat(report.outcome().counts())
          .containsEntry("items", 150L)
          .containsEntry("asked", 44L)
          .containsEntry("known", 256L)
          .containsEntry("refused", 2L)
          .containsEntry("unreadable", 0L);
      // 50 of 149 pairs are lost, as one was refused.
      assertThat(report.outcome().values().get("win-rate/new")).isCloseTo(99.0 / 149, within(1e-9));
      assertThat(bench.lake().read(TableRef.parse("judgements")).count()).isEqualTo(300);
      assertThat(Files.readString(folder.resolve("judged/summary.md")))
          .contains("| new ", "| old ", "1.0000 (n 149)");
      int after = asked.get();
      RunReport smaller =
          bench.run(
              job,
              "input",
              pairs(30).toString(),
              "endpoint",
              endpoint,
              "endpoint-model",
              "m",
              "output",
              folder.resolve("judged2").toString());
      assertThat(smaller.outcome().counts()).containsEntry("asked", 0L).containsEntry("known", 60L);
      assertThat(asked.get()).isEqualTo(after);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aLocalModelJudgesByItsProbabilitiesWhateverThePartitions() throws Exception {
    Path model = TinyModel.write(folder.resolve("judge"), 3);
    Path rubric =
        Files.writeString(
            folder.resolve("rubric.yaml"),
            "rubric: short\nprompt: '{{ first }} or {{ second }}?'\n"
                + "options: {A: first, B: second}\nverdict: {before: ' '}\n");
    List<Map<String, Double>> values = new ArrayList<>();
    for (String partitions : List.of("1", "3")) {
      TestLake bench = new TestLake(folder.resolve("lake" + partitions));
      RunReport report =
          bench.run(
              new JudgeJob(Map.of()),
              "input",
              pairs(12).toString(),
              "judge",
              model.toString(),
              "rubric",
              rubric.toString(),
              "partitions",
              partitions,
              "output",
              folder.resolve("judged" + partitions).toString());
      assertThat(report.outcome().counts()).containsEntry("asked", 4L);
      values.add(report.outcome().values());
      assertThat(
              bench
                  .lake()
                  .read(TableRef.parse("judgements"))
                  .where("probability > 0 AND probability < 1 AND status = 'READ'")
                  .count())
          .isEqualTo(4);
    }
    assertThat(values.get(0)).isEqualTo(values.get(1)).containsKey("win-rate/new");
  }

  /** One pair a line: two answers that end in "right" or "wrong", or in what has no verdict. */
  private Path written(String... answers) throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < answers.length; i += 2) {
      lines.add(
          JSON.writeValueAsString(
              Map.of(
                  "instruction",
                  "Task " + i,
                  "output_1",
                  answers[i],
                  "output_2",
                  answers[i + 1],
                  "generator_1",
                  "old",
                  "generator_2",
                  "new")));
    }
    return Files.write(folder.resolve("written.jsonl"), lines);
  }

  /**
   * The judge looks at the end of its prompt, so at the answer in the second place: one that ends
   * in "right" is better than the first, one in "wrong" is worse, and else it writes no verdict. Of
   * the five pairs one is won, one lost, one is a tie as the orders disagree; one has a verdict in
   * one order only, and one does not fit into the judge's context.
   */
  @Test
  void aLocalModelWritesItsVerdictInBothOrders() throws Exception {
    Path model =
        TinyModel.writeChain(
            folder.resolve("writer"), Map.of("t", "[[B]]", "g", "[[A]]", "x", "?"));
    Path rubric =
        Files.writeString(
            folder.resolve("ends.yaml"),
            "rubric: ends\nprompt: '{{ first }} or {{ second }}'\n"
                + "options: {A: first, B: second}\nverdict: {before: '[[', after: ']]'}\n");
    Path pairs =
        written(
            "wrong",
            "right",
            "right",
            "wrong",
            "x",
            "right",
            "right",
            "right",
            "y".repeat(300),
            "right");
    List<List<String>> replies = new ArrayList<>();
    for (String partitions : List.of("1", "3")) {
      TestLake bench = new TestLake(folder.resolve("written" + partitions));
      RunReport report =
          bench.run(
              new JudgeJob(Map.of()),
              "input",
              pairs.toString(),
              "judge",
              model.toString(),
              "verdict",
              "written",
              "max-tokens",
              "8",
              "rubric",
              rubric.toString(),
              "partitions",
              partitions,
              "output",
              folder.resolve("judged-" + partitions).toString());
      assertThat(report.outcome().counts())
          .containsEntry("items", 5L)
          .containsEntry("unreadable", 1L)
          .containsEntry("refused", 2L)
          .containsEntry("undecided", 2L);
      assertThat(report.outcome().values().get("win-rate/new")).isEqualTo(.5);
      assertThat(Files.readString(folder.resolve("judged-" + partitions + "/summary.md")))
          .contains("written-verdict-1 max-tokens=8 plain", "Undecided: 2.");
      replies.add(
          bench
              .lake()
              .read(TableRef.parse("judgements"))
              .select("prompt", "reply", "status", "verdict")
              .orderBy("prompt")
              .collectAsList()
              .stream()
              .map(row -> row.getString(0) + " | " + row.get(1) + " | " + row.get(2) + row.get(3))
              .toList());
    }
    // Requests of the same words are one: both orders of "right or right", and the first two pairs.
    assertThat(replies.get(0))
        .hasSize(7)
        .contains("wrong or right | [[B]] | READB", "right or x | ? | UNREADABLEnull")
        .isEqualTo(replies.get(1));
  }

  @Test
  void wrongRequestsAreToldAtOnce() throws Exception {
    TestLake bench = new TestLake(folder.resolve("lake"));
    Path broken = Files.writeString(folder.resolve("rows.jsonl"), "{\"instruction\": \"x\"}\nno\n");
    assertThatThrownBy(
            () ->
                bench.run(
                    new JudgeJob(Map.of()),
                    "input",
                    broken.toString(),
                    "parallel",
                    "0",
                    "endpoint",
                    "ftp://x",
                    "output",
                    folder.resolve("o").toString()))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("--endpoint needs --endpoint-model")
        .hasMessageContaining("option 'parallel' is '0'")
        .hasMessageContaining("'ftp://x' is no http or https address");
    assertThatThrownBy(
            () ->
                bench.run(
                    new JudgeJob(Map.of()),
                    "input",
                    broken.toString(),
                    "endpoint",
                    "http://localhost:1/v1",
                    "endpoint-model",
                    "m",
                    "output",
                    folder.resolve("o").toString()))
        .hasMessageContaining("rows.jsonl:1")
        .hasMessageContaining("lacks output_1, output_2")
        .hasMessageContaining("rows.jsonl:2");
  }
}
