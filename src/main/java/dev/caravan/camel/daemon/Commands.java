package dev.caravan.camel.daemon;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.incident.IncidentLog;
import dev.caravan.incident.IncidentText;
import dev.caravan.report.DaemonReport;
import dev.caravan.telegram.BotCommands;
import dev.caravan.telegram.TelegramSetup;
import java.time.Duration;

/** Lists what the chat may ask and who answers. */
final class Commands {

  private Commands() {}

  static BotCommands of(TelegramSetup telegram, DaemonReport report, IncidentLog incidents) {
    return new BotCommands(telegram.chatId().orElse("none"), EpochNanoClock.system())
        .ask("status", "is it recording?", () -> report.status() + muted(incidents))
        .ask("gaps", "is anything missing, and why?", report::gaps)
        .ask("streams", "which streams do not deliver?", report::streams)
        .ask("disk", "how full is the disk, and when will it be?", report::disk)
        .mutes(
            duration -> {
              incidents.mute(duration);
              return "Muted for "
                  + IncidentText.inWords(duration)
                  + ", critical incidents too.\nRecording goes on; /unmute ends it.";
            },
            () -> {
              boolean wasMuted = incidents.mutedUntil().isPresent();
              incidents.mute(Duration.ZERO);
              return wasMuted ? "No longer muted." : "It was not muted.";
            });
  }

  private static String muted(IncidentLog incidents) {
    return incidents.mutedUntil().map(until -> "\nMuted until " + until + ".").orElse("");
  }
}
