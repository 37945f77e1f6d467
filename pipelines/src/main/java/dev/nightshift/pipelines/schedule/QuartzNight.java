package dev.nightshift.pipelines.schedule;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Quartz calls. It finds out which night is due and leaves the rest to {@link NightRunner};
 * two fires of one schedule never run at once.
 */
@DisallowConcurrentExecution
public final class QuartzNight implements Job {

  /** In the data of a trigger: when a person asked for the run. */
  static final String ASKED_AT = "asked-at";

  private static final Logger LOG = LoggerFactory.getLogger(QuartzNight.class);

  private final NightRunner runner;

  QuartzNight(NightRunner runner) {
    this.runner = runner;
  }

  @Override
  public void execute(JobExecutionContext context) {
    Night night = night(context);
    LOG.info("{} is due at {}", night.schedule().name(), night.fireTime());
    Optional<NightRow> row = runner.run(night);
    if (row.isEmpty()) {
      waitForTheEnd();
    }
    row.ifPresent(r -> LOG.info("{} at {}: {}", r.schedule(), r.fireTime(), r.outcome()));
  }

  /**
   * The process is stopping and the night has no outcome. To return would tell Quartz that the fire
   * is done; the store must keep it, for the next service to recover.
   */
  private static void waitForTheEnd() {
    while (true) {
      LockSupport.park();
    }
  }

  private static Night night(JobExecutionContext context) {
    Map<String, String> stored = new LinkedHashMap<>();
    JobDataMap data = context.getJobDetail().getJobDataMap();
    data.forEach((key, value) -> stored.put(key, String.valueOf(value)));
    Schedule schedule = Schedule.ofStored(context.getJobDetail().getKey().getName(), stored);
    String asked = context.getMergedJobDataMap().getString(ASKED_AT);
    if (asked != null) {
      return new Night(schedule, Instant.parse(asked), Night.Trigger.MANUAL);
    }
    Instant fired = scheduled(context);
    return new Night(
        schedule, FireTimes.latestNotAfter(schedule, fired).orElse(fired), Night.Trigger.CALENDAR);
  }

  /** When the fire was due; for one that is run again after a crash, when the first one was. */
  private static Instant scheduled(JobExecutionContext context) {
    if (context.isRecovering()) {
      String original =
          context
              .getMergedJobDataMap()
              .getString(Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_SCHEDULED_FIRETIME_IN_MILLISECONDS);
      if (original != null) {
        return Instant.ofEpochMilli(Long.parseLong(original));
      }
    }
    return context.getScheduledFireTime().toInstant();
  }
}
