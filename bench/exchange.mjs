/** One of n processes that only exchange bytes: `exchange.mjs INDEX BYTES PORT…`, over ZeroMQ with CURVE, without any protocol. */
import { Pull, Push } from "zeromq";

const [index, bytes, ...ports] = process.argv.slice(2).map(Number);
const others = ports.filter((_, at) => at !== index);
const PIECE_BYTES = 1024 * 1024;
/** A key pair for everybody: what is measured is the cost of encryption, not its secrecy. From ZeroMQ RFC 26's test vectors. */
const publicKey = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";
const secretKey = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6";

const pull = new Pull({ linger: 0, curveServer: true, curveSecretKey: secretKey, receiveHighWaterMark: 0 });
await pull.bind(`tcp://127.0.0.1:${ports[index]}`);

const body = Buffer.alloc(bytes, index);
const send = async (port) => {
  const keys = { curveServerKey: publicKey, curvePublicKey: publicKey, curveSecretKey: secretKey };
  const push = new Push({
    ...keys,
    reconnectInterval: 5,
    reconnectMaxInterval: 100,
    sendHighWaterMark: 0,
    linger: 60_000,
  });
  push.connect(`tcp://127.0.0.1:${port}`);
  for (let at = 0; at < bytes; at += PIECE_BYTES) await push.send(body.subarray(at, at + PIECE_BYTES));
  push.close();
};
const sent = Promise.all(others.map(send));
let expected = others.length * bytes;
for await (const [piece] of pull) {
  expected -= piece.length;
  if (expected <= 0) break;
}
await sent;
pull.close();
