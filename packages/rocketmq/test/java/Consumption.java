import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.rocketmq.client.consumer.AllocateMessageQueueStrategy;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragelyByCircle;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueByMachineRoom;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueConsistentHash;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.utils.MessageUtil;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.protocol.heartbeat.MessageModel;

/** A push consumer that tells every message it is given, until it had enough or is stopped. */
final class Consumption {
    /** So long its last listeners may take to return, so that their messages count as consumed. */
    private static final long LAST_LISTENERS_MS = 5_000;

    private final Settings settings;
    private final JsonObject request;
    private final Answer answer;
    private final AtomicLong missing;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<String, AtomicLong> failures = new ConcurrentHashMap<>();
    private DefaultMQProducer replier;

    Consumption(Settings settings, JsonObject request, Answer answer) {
        this.settings = settings;
        this.request = request;
        this.answer = answer;
        this.missing = new AtomicLong(Settings.number(request, "count", Long.MAX_VALUE));
    }

    JsonObject run() throws Exception {
        DefaultMQPushConsumer consumer = create();
        if (Settings.isSet(request, "isReplying")) {
            replier = settings.applyTo(new DefaultMQProducer("peer-replier", settings.hook()));
            replier.start();
        }
        consumer.start();
        try {
            answer.event("started", new JsonObject());
            end.await(Settings.number(request, "withinMs", 30_000), TimeUnit.MILLISECONDS);
        } finally {
            consumer.shutdown();
            if (replier != null) {
                replier.shutdown();
            }
        }
        JsonObject result = new JsonObject();
        result.addProperty("isComplete", missing.get() <= 0);
        return result;
    }

    void stop() {
        end.countDown();
    }

    private DefaultMQPushConsumer create() throws Exception {
        String group = request.get("group").getAsString();
        DefaultMQPushConsumer consumer = settings.applyTo(new DefaultMQPushConsumer(group,
            settings.hook(), strategy(),
            Settings.isSet(request, "isTraced"), null));
        consumer.setAwaitTerminationMillisWhenShutdown(LAST_LISTENERS_MS);
        consumer.setConsumeFromWhere(Settings.text(request, "from", "first").equals("first")
            ? ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET : ConsumeFromWhere.CONSUME_FROM_LAST_OFFSET);
        if (Settings.isSet(request, "isAssignedByBroker")) {
            consumer.setClientRebalance(false);
        }
        if (Settings.isSet(request, "isBroadcast")) {
            consumer.setMessageModel(MessageModel.BROADCASTING);
        }
        String topic = request.get("topic").getAsString();
        if (request.has("sql")) {
            consumer.subscribe(topic, MessageSelector.bySql(request.get("sql").getAsString()));
        } else {
            consumer.subscribe(topic, Settings.text(request, "tags", "*"));
        }
        if (Settings.isSet(request, "isOrderly")) {
            consumer.setMessageListener((MessageListenerOrderly) (messages, context) ->
                areTaken(messages) ? ConsumeOrderlyStatus.SUCCESS
                    : ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT);
        } else {
            consumer.setMessageListener((MessageListenerConcurrently) (messages, context) ->
                areTaken(messages) ? ConsumeConcurrentlyStatus.CONSUME_SUCCESS
                    : ConsumeConcurrentlyStatus.RECONSUME_LATER);
        }
        return consumer;
    }

    private AllocateMessageQueueStrategy strategy() {
        switch (Settings.text(request, "strategy", "AVG")) {
            case "AVG_BY_CIRCLE":
                return new AllocateMessageQueueAveragelyByCircle();
            case "CONSISTENT_HASH":
                return new AllocateMessageQueueConsistentHash();
            case "MACHINE_ROOM":
                AllocateMessageQueueByMachineRoom byRoom = new AllocateMessageQueueByMachineRoom();
                byRoom.setConsumeridcs(new HashSet<>(List.of(Settings.text(request, "room", ""))));
                return byRoom;
            default:
                return new AllocateMessageQueueAveragely();
        }
    }

    private boolean areTaken(List<MessageExt> messages) {
        boolean areTaken = true;
        for (MessageExt message : messages) {
            areTaken &= isTaken(message);
            answer.event("message", Describe.message(message));
            reply(message);
        }
        if (missing.addAndGet(-messages.size()) <= 0) {
            end.countDown();
        }
        return areTaken;
    }

    /** Each message is refused as often as the test wants. */
    private boolean isTaken(MessageExt message) {
        long refusals = Settings.number(request, "refusals", 0);
        AtomicLong sofar = failures.computeIfAbsent(message.getMsgId(), id -> new AtomicLong());
        return sofar.getAndIncrement() >= refusals;
    }

    private void reply(MessageExt message) {
        if (replier == null) {
            return;
        }
        try {
            String text = "reply to " + new String(message.getBody(), StandardCharsets.UTF_8);
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            replier.send(MessageUtil.createReplyMessage(message, body));
        } catch (Exception error) {
            throw new IllegalStateException("cannot reply to " + message.getMsgId(), error);
        }
    }
}
