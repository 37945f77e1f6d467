package dev.nightshift.pipelines.schedule;

import dev.nightshift.schema.error.Nearest;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.matchers.GroupMatcher;

/**
 * The schedules of a store: adds, lists, triggers, pauses and resumes them, and serves them if
 * {@link #serve} is called. Several processes may do this on one store at the same time.
 */
public final class Schedules implements AutoCloseable {

  private static final String GROUP = "nights";

  /** A service that missed this many check-ins is taken for dead. */
  private static final int MISSED_CHECK_INS = 3;

  private final ScheduleStore store;
  private final Scheduler scheduler;
  private final Clock clock;
  private @Nullable NightRunner runner;

  private Schedules(ScheduleStore store, Scheduler scheduler, Clock clock) {
    this.store = store;
    this.scheduler = scheduler;
    this.clock = clock;
  }

  /** Opens a store, and makes its tables where it has none. */
  public static Schedules open(ScheduleStore store, Clock clock) {
    store.prepare();
    try {
      Scheduler scheduler = new StdSchedulerFactory(store.quartz()).getScheduler();
      // Quartz would hand the same scheduler to the next one in this process who opens a store.
      SchedulerRepository.getInstance().remove(scheduler.getSchedulerName());
      return new Schedules(store, scheduler, clock);
    } catch (SchedulerException e) {
      throw failed("the schedules cannot be opened", e);
    }
  }

  /** Adds a schedule, or replaces the one of its name. */
  public void put(Schedule schedule) {
    JobDetail job =
        JobBuilder.newJob(QuartzNight.class)
            .withIdentity(key(schedule.name()))
            .storeDurably()
            .requestRecovery()
            .usingJobData(new JobDataMap(schedule.stored()))
            .build();
    CronTrigger trigger =
        TriggerBuilder.newTrigger()
            .withIdentity(triggerKey(schedule.name()))
            .forJob(job)
            .withSchedule(
                CronScheduleBuilder.cronSchedule(schedule.cron())
                    .inTimeZone(TimeZone.getTimeZone(schedule.zone()))
                    .withMisfireHandlingInstructionFireAndProceed())
            .build();
    try {
      scheduler.scheduleJob(job, Set.of(trigger), true);
    } catch (SchedulerException e) {
      throw failed("schedule '" + schedule.name() + "' cannot be stored", e);
    }
  }

  /** All schedules, by name. */
  public List<Planned> list() {
    List<Planned> planned = new ArrayList<>();
    try {
      for (String name : names()) {
        Trigger trigger = scheduler.getTrigger(triggerKey(name));
        Date next = trigger == null ? null : trigger.getNextFireTime();
        boolean paused =
            trigger != null
                && scheduler.getTriggerState(trigger.getKey()) == Trigger.TriggerState.PAUSED;
        planned.add(new Planned(find(name), next == null ? null : next.toInstant(), paused));
      }
      return planned;
    } catch (SchedulerException e) {
      throw failed("the schedules cannot be listed", e);
    }
  }

  /**
   * The schedule of a name.
   *
   * @throws RequestException if there is none
   */
  public Schedule find(String name) {
    try {
      JobDetail job = scheduler.getJobDetail(key(name));
      if (job == null) {
        Set<String> names = names();
        throw new RequestException(
            "there is no schedule '" + name + "'",
            "--name",
            Nearest.to(name, names)
                .map(near -> "Did you mean '" + near + "'?")
                .orElse(
                    names.isEmpty()
                        ? "Make one with './nightshift schedule start --pipeline FILE --cron C'."
                        : "The schedules are: " + String.join(", ", names) + "."));
      }
      Map<String, String> stored = new LinkedHashMap<>();
      job.getJobDataMap().forEach((key, value) -> stored.put(key, String.valueOf(value)));
      return Schedule.ofStored(name, stored);
    } catch (SchedulerException e) {
      throw failed("schedule '" + name + "' cannot be read", e);
    }
  }

  /** Leaves a run, outside of the calendar, to the service. */
  public void trigger(String name, Instant askedAt) {
    find(name);
    try {
      scheduler.triggerJob(
          key(name), new JobDataMap(Map.of(QuartzNight.ASKED_AT, askedAt.toString())));
    } catch (SchedulerException e) {
      throw failed("schedule '" + name + "' cannot be triggered", e);
    }
  }

  /** Lets a schedule wait until {@link #resume}. */
  public void pause(String name) {
    find(name);
    try {
      scheduler.pauseJob(key(name));
    } catch (SchedulerException e) {
      throw failed("schedule '" + name + "' cannot be paused", e);
    }
  }

  /** Ends a pause; of the fires that were missed, the last one is made up for. */
  public void resume(String name) {
    find(name);
    try {
      scheduler.resumeJob(key(name));
    } catch (SchedulerException e) {
      throw failed("schedule '" + name + "' cannot be resumed", e);
    }
  }

  /** Whether some process serves this store: whether one checked in lately. */
  public boolean isServed() {
    long alive = clock.millis() - ScheduleStore.CHECK_IN.toMillis() * MISSED_CHECK_INS;
    String sql = "SELECT COUNT(*) FROM QRTZ_SCHEDULER_STATE WHERE LAST_CHECKIN_TIME > ?";
    try (Connection connection = store.connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, alive);
      try (ResultSet result = statement.executeQuery()) {
        return result.next() && result.getLong(1) > 0;
      }
    } catch (SQLException e) {
      throw failed("the store cannot tell whether a service runs", e);
    }
  }

  /** Fires from now on, in threads of this process, until {@link #close}. */
  public void serve(NightRunner nights) {
    runner = nights;
    try {
      scheduler.setJobFactory((bundle, unused) -> new QuartzNight(nights));
      scheduler.start();
    } catch (SchedulerException e) {
      throw failed("the service cannot start", e);
    }
  }

  /**
   * Stops firing. A night that runs is not waited for: it has no outcome, so the store hands it to
   * the next service.
   */
  @Override
  public void close() {
    try {
      boolean served = runner != null;
      if (runner != null) {
        runner.stop();
      }
      String instance = scheduler.getSchedulerInstanceId();
      boolean idle = scheduler.getCurrentlyExecutingJobs().isEmpty();
      scheduler.shutdown(false);
      if (served && idle) {
        checkOut(instance);
      }
    } catch (SchedulerException e) {
      throw failed("the schedules cannot be closed", e);
    }
  }

  /** Says that this service is gone, so that nobody leaves work to it. */
  private void checkOut(String instance) {
    String sql = "DELETE FROM QRTZ_SCHEDULER_STATE WHERE INSTANCE_NAME = ?";
    try (Connection connection = store.connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, instance);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw failed("the service cannot check out", e);
    }
  }

  private Set<String> names() throws SchedulerException {
    Set<String> names = new TreeSet<>();
    scheduler.getJobKeys(GroupMatcher.jobGroupEquals(GROUP)).forEach(k -> names.add(k.getName()));
    return names;
  }

  private static JobKey key(String name) {
    return JobKey.jobKey(name, GROUP);
  }

  private static TriggerKey triggerKey(String name) {
    return TriggerKey.triggerKey(name, GROUP);
  }

  private static WorkException failed(String what, Exception e) {
    return new WorkException(what + ": " + e.getMessage(), "", "The log has the trace.", e);
  }
}
