using System.Runtime.InteropServices;
using Serverless.Cli;

using var stop = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await CommandLine.Run(args, Surroundings.OfThisProcess(), Console.Out, Console.Error, stop.Token);

void Stop(PosixSignalContext signal)
{
    // Once the command has been told, it ends by itself, and says how things stand.
    signal.Cancel = true;
    stop.Cancel();
}
