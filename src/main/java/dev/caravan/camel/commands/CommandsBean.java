package dev.caravan.camel.commands;

import static java.util.Objects.requireNonNull;

import dev.caravan.telegram.BotCommands;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.apache.camel.component.telegram.model.IncomingMessage;
import org.jspecify.annotations.Nullable;

/** Hands what camel-telegram received to {@link BotCommands}: the bean {@code telegramCommands}. */
public final class CommandsBean {

  /** The name under which routes find it. */
  public static final String BEAN = "telegramCommands";

  private final BotCommands commands;

  public CommandsBean(BotCommands commands) {
    this.commands = requireNonNull(commands, "commands");
  }

  /** Shows how many commands were answered, and how many messages of others were not. */
  public void meterIn(MeterRegistry registry) {
    FunctionCounter.builder("caravan.telegram.commands", commands, BotCommands::answered)
        .description("Commands that were answered.")
        .register(registry);
    FunctionCounter.builder("caravan.telegram.strangers", commands, BotCommands::strangers)
        .description("Messages of other chats, which get no answer.")
        .register(registry);
  }

  /** The answers; none where the update is no text of the configured chat. */
  public List<String> answer(@Nullable Object update) {
    if (!(update instanceof IncomingMessage message)
        || message.getChat() == null
        || message.getText() == null
        || message.getDate() == null) {
      return List.of();
    }
    return commands.answer(message.getChat().getId(), message.getDate(), message.getText());
  }
}
