import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.client.producer.selector.SelectMessageQueueByHash;
import org.apache.rocketmq.common.compression.CompressionType;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/** Sends messages in one of the ways that there are. */
final class Production {
    private final Settings settings;
    private final JsonObject request;
    private final Answer answer;

    Production(Settings settings, JsonObject request, Answer answer) {
        this.settings = settings;
        this.request = request;
        this.answer = answer;
    }

    JsonArray run() throws Exception {
        String mode = Settings.text(request, "mode", "normal");
        if (mode.equals("transaction")) {
            return sendInTransactions();
        }
        boolean isTraced = Settings.isSet(request, "isTraced");
        DefaultMQProducer producer = settings.applyTo(
            new DefaultMQProducer(group(), settings.hook(), isTraced, null));
        configure(producer);
        producer.start();
        try {
            return send(producer, mode);
        } finally {
            producer.shutdown(); // sends what is left of the trace
        }
    }

    private JsonArray send(DefaultMQProducer producer, String mode) throws Exception {
        JsonArray results = new JsonArray();
        if (mode.equals("batch")) {
            List<Message> messages = new ArrayList<>();
            for (JsonElement wanted : request.getAsJsonArray("messages")) {
                messages.add(message(wanted.getAsJsonObject()));
            }
            results.add(Describe.sent(producer.send(messages)));
            return results;
        }
        for (JsonElement element : request.getAsJsonArray("messages")) {
            JsonObject wanted = element.getAsJsonObject();
            Message message = message(wanted);
            if (mode.equals("oneway")) {
                producer.sendOneway(message);
            } else {
                results.add(Describe.sent(sendOne(producer, wanted, message)));
            }
        }
        return results;
    }

    private static SendResult sendOne(DefaultMQProducer producer, JsonObject wanted, Message message)
        throws Exception {
        if (wanted.has("shardingKey")) {
            String key = wanted.get("shardingKey").getAsString();
            return producer.send(message, new SelectMessageQueueByHash(), key);
        }
        if (wanted.has("queueId")) {
            int queueId = wanted.get("queueId").getAsInt();
            return producer.send(message, (queues, ignored, id) -> queues.stream()
                .filter(queue -> queue.getQueueId() == queueId).findFirst().orElseThrow(), queueId);
        }
        return producer.send(message);
    }

    private JsonArray sendInTransactions() throws Exception {
        CountDownLatch checks = new CountDownLatch((int) Settings.number(request, "checks", 0));
        TransactionMQProducer producer =
            settings.applyTo(new TransactionMQProducer(group(), settings.hook()));
        configure(producer);
        producer.setTransactionListener(new TransactionListener() {
            @Override
            public LocalTransactionState executeLocalTransaction(Message message, Object state) {
                return (LocalTransactionState) state;
            }

            @Override
            public LocalTransactionState checkLocalTransaction(MessageExt message) {
                answer.event("check", Describe.message(message));
                checks.countDown();
                return state("checkState");
            }
        });
        producer.start();
        try {
            JsonArray results = new JsonArray();
            for (JsonElement element : request.getAsJsonArray("messages")) {
                Message message = message(element.getAsJsonObject());
                results.add(Describe.sent(
                    producer.sendMessageInTransaction(message, state("localState"))));
            }
            checks.await(Settings.number(request, "withinMs", 30_000), TimeUnit.MILLISECONDS);
            return results;
        } finally {
            producer.shutdown();
        }
    }

    private LocalTransactionState state(String name) {
        return LocalTransactionState.valueOf(Settings.text(request, name, "COMMIT_MESSAGE"));
    }

    private String group() {
        return Settings.text(request, "group", "peer-producer");
    }

    private void configure(DefaultMQProducer producer) {
        // A limit of its own, for the reason that Settings gives for its limit.
        producer.setSendMsgTimeout(30_000);
        if (request.has("compressOver")) {
            producer.setCompressMsgBodyOverHowmuch(request.get("compressOver").getAsInt());
        }
        if (request.has("compression")) {
            producer.setCompressType(
                CompressionType.valueOf(request.get("compression").getAsString()));
        }
    }

    static Message message(JsonObject wanted) {
        byte[] body = Base64.getDecoder().decode(wanted.get("body").getAsString());
        Message message = new Message(wanted.get("topic").getAsString(), body);
        if (wanted.has("tags")) {
            message.setTags(wanted.get("tags").getAsString());
        }
        if (wanted.has("keys")) {
            message.setKeys(wanted.get("keys").getAsString());
        }
        if (wanted.has("properties")) {
            for (Map.Entry<String, JsonElement> property
                : wanted.getAsJsonObject("properties").entrySet()) {
                message.putUserProperty(property.getKey(), property.getValue().getAsString());
            }
        }
        if (wanted.has("flag")) {
            message.setFlag(wanted.get("flag").getAsInt());
        }
        if (wanted.has("delayLevel")) {
            message.setDelayTimeLevel(wanted.get("delayLevel").getAsInt());
        }
        if (wanted.has("delayMs")) {
            message.setDelayTimeMs(wanted.get("delayMs").getAsLong());
        }
        if (wanted.has("deliverAtMs")) {
            message.setDeliverTimeMs(wanted.get("deliverAtMs").getAsLong());
        }
        return message;
    }
}
