package dev.nightshift.cluster.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What an application's own log of events tells of where its tasks ran.
 *
 * @param executors the executor of each task that ended, by its stage
 * @param barriers stages whose tasks start together or not at all
 */
record Events(Map<Integer, List<String>> executors, Set<Integer> barriers) {

  /** Reads all logs of a folder. */
  static Events read(Path folder) throws IOException {
    Events events = new Events(new TreeMap<>(), new TreeSet<>());
    List<Path> logs;
    try (Stream<Path> files = Files.walk(folder)) {
      logs = files.filter(Files::isRegularFile).toList();
    }
    ObjectMapper json = new ObjectMapper();
    for (Path log : logs) {
      for (String line : Files.readAllLines(log)) {
        events.add(json.readTree(line));
      }
    }
    return events;
  }

  private void add(JsonNode event) {
    switch (event.path("Event").asText()) {
      case "SparkListenerTaskEnd" ->
          executors
              .computeIfAbsent(event.path("Stage ID").asInt(), stage -> new ArrayList<>())
              .add(event.path("Task Info").path("Executor ID").asText());
      case "SparkListenerStageSubmitted" -> {
        JsonNode stage = event.path("Stage Info");
        for (JsonNode rdd : stage.path("RDD Info")) {
          if (rdd.path("Barrier").asBoolean()) {
            barriers.add(stage.path("Stage ID").asInt());
          }
        }
      }
      default -> {
        // Of no use here: Spark has some fifty kinds of events.
      }
    }
  }

  /** The executor of each task that ended. */
  List<String> executorsOfTasks() {
    return executors.values().stream().flatMap(List::stream).toList();
  }

  /** The executors of the tasks of each barrier stage. */
  List<List<String>> executorsOfBarrierStages() {
    return barriers.stream().map(stage -> executors.getOrDefault(stage, List.of())).toList();
  }
}
