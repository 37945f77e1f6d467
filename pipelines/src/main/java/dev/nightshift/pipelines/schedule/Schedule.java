package dev.nightshift.pipelines.schedule;

import dev.nightshift.schema.error.Faults;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quartz.CronExpression;

/**
 * When which pipeline runs with what. All of it is stored in the job store, so that a service that
 * starts anew needs no option.
 *
 * @param name in kebab case; names the schedule in the lake for good
 * @param cron Quartz' expression: seconds, minutes, hours, day of month, month, day of week
 * @param zone the time zone that the expression is read in
 * @param pipeline the pipeline's file, absolute
 * @param settings further options of the run, by name: {@code lake}, {@code master}, {@code seed},
 *     {@code config-file}
 * @param sets {@code --set} assignments in order
 */
public record Schedule(
    String name,
    String cron,
    ZoneId zone,
    String pipeline,
    Map<String, String> settings,
    List<String> sets) {

  private static final String SET = "set.";
  private static final String SETTING = "setting.";

  public Schedule {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    sets = List.copyOf(sets);
  }

  /**
   * A schedule of texts.
   *
   * @param faults takes every fault: the name, the expression, the zone
   * @return the schedule, if no fault was added
   */
  public static Optional<Schedule> of(
      String name,
      String cron,
      String zone,
      String pipeline,
      Map<String, String> settings,
      List<String> sets,
      Faults faults) {
    int before = faults.list().size();
    if (!name.matches("[a-z][a-z0-9-]*")) {
      faults.add("the name '" + name + "' is not in kebab case", "--name", "Such as: nightly.");
    }
    try {
      CronExpression.validateExpression(cron);
    } catch (ParseException e) {
      faults.add(
          "'" + cron + "' is no cron expression: " + e.getMessage(),
          "--cron",
          "Six fields: seconds, minutes, hours, day of month, month, day of week; one of the days is"
              + " '?'. Such as: \"0 0 2 * * ?\" for two in the night.");
    }
    ZoneId id = null;
    try {
      id = ZoneId.of(zone);
    } catch (DateTimeException e) {
      faults.add("'" + zone + "' is no time zone", "--zone", "Such as: Europe/Berlin, or UTC.");
    }
    return id == null || faults.list().size() > before
        ? Optional.empty()
        : Optional.of(new Schedule(name, cron, id, pipeline, settings, sets));
  }

  /** As texts, for the job store. */
  Map<String, String> stored() {
    Map<String, String> stored = new LinkedHashMap<>();
    stored.put("cron", cron);
    stored.put("zone", zone.getId());
    stored.put("pipeline", pipeline);
    settings.forEach((key, value) -> stored.put(SETTING + key, value));
    for (int i = 0; i < sets.size(); i++) {
      stored.put(SET + String.format("%04d", i), sets.get(i));
    }
    return stored;
  }

  /** Back from the job store. */
  static Schedule ofStored(String name, Map<String, String> stored) {
    Map<String, String> settings = new LinkedHashMap<>();
    stored.keySet().stream()
        .filter(k -> k.startsWith(SETTING))
        .sorted()
        .forEach(k -> settings.put(k.substring(SETTING.length()), stored.getOrDefault(k, "")));
    List<String> sets =
        stored.keySet().stream()
            .filter(k -> k.startsWith(SET))
            .sorted()
            .map(k -> stored.getOrDefault(k, ""))
            .toList();
    return new Schedule(
        name,
        stored.getOrDefault("cron", ""),
        ZoneId.of(stored.getOrDefault("zone", "UTC")),
        stored.getOrDefault("pipeline", ""),
        settings,
        sets);
  }
}
